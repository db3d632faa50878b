"""Finds personal data in a message and puts a token in its place. (Being written.)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HIDDEN = "[hidden]"


@dataclass(frozen=True)
class Piece:
    token: str
    kind: str
    value: str
    checked: str | None = None


@dataclass(frozen=True)
class Masked:
    text: str
    pieces: tuple[Piece, ...] = ()


def mask(text: str, taken: Mapping[str, int] = {}) -> Masked:
    return Masked(text)


def normalised(kind: str, value: str) -> str:
    return value.strip().lower()


def say_hidden(kinds: Iterable[str]) -> str:
    return ", ".join(kinds)
