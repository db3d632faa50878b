"""Replaces each piece of personal data in a message by a token.

It never raises, and its time grows in step with the text. It errs on the side of hiding where a
person says that something is theirs, and of leaving where nobody does: a bare date is no date of
birth, and ten digits are no NHS number. A telephone number that only has the right shape is hidden
too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.privacy.search import find_all
from bot.privacy.tokens import without_tokens

PUBLIC = frozenset(
    {"999", "112", "111", "101", "116123", "85258", "08088080000", "08082080888"}
    | {"08082000247", "08001111"}
)
"""Telephone numbers of emergency services and support lines, in digits only.

Freephone, 03 and 09 numbers need not be listed: only organisations have them.
"""


@dataclass(frozen=True)
class Piece:
    """One piece of personal data. `value` is as it was typed.

    `checked` is the validated form of an email address or telephone number (E.164); None when it
    only looks like one, and for all other kinds.
    """

    token: str
    kind: str
    value: str
    checked: str | None = None


@dataclass(frozen=True)
class Masked:
    """A text with tokens, and the pieces that they stand for in the order of the text."""

    text: str
    pieces: tuple[Piece, ...]


def mask(text: str, taken: Mapping[str, int] = {}, *, public: Collection[str] = PUBLIC) -> Masked:
    """Replace each piece of personal data in `text` by a token such as "[email 1]".

    The same value gets the same token. Text that only looks like a token gets round brackets; so
    do the tokens of a text that is masked already, therefore mask a text once.

    Args:
        taken: how many tokens of each kind the conversation has already; numbers go on from there.
        public: what is left readable: telephone numbers in digits only, email addresses and names
            of people in small letters. A name that somebody gives as their own is hidden anyway.
    """
    text = without_tokens(text)
    found = find_all(text, public)
    if not found:
        return Masked(text, ())
    used = dict(taken)
    pieces: dict[tuple[str, str], Piece] = {}
    parts: list[str] = []
    done = 0
    for start, end, kind, checked in found:
        value = text[start:end]
        if (kind, value) not in pieces:
            used[kind] = used.get(kind, 0) + 1
            pieces[kind, value] = Piece(f"[{kind} {used[kind]}]", kind, value, checked)
        parts += (text[done:start], pieces[kind, value].token)
        done = end
    return Masked("".join([*parts, text[done:]]), tuple(pieces.values()))
