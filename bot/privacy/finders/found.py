"""What a finder is, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """Personal data from `start` to before `end`; `kind` and `checked` are those of `Piece`."""

    start: int
    end: int
    kind: str
    checked: str | None = None


Finder = Callable[[str], Iterable[Found]]
"""Takes a text in plain characters, with what was found before blanked out."""
