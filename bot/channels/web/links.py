"""Find web addresses, email addresses and telephone numbers in a text, to show them as links.

Nothing else in a text becomes a link, and nothing becomes HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

_LINK = re.compile(
    r"(?P<web>https://[^\s<>\"'()]+[^\s<>\"'().,])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
# Numbers in the crisis cards: "call 999", "phone 116 123", "Text SHOUT to 85258".
_NUMBER = re.compile(
    r"\b(?:call(?: NHS)?|phone|on) (?P<phone>\d[\d ]*\d)|\btext (?P<word>\w+) to (?P<sms>\d{5})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `href` is the address it links to, or "" for plain text."""

    text: str
    href: str = ""


def pieces(text: str, *, numbers: bool) -> list[Piece]:
    """Cut a text into links and plain text; the pieces joined give the text again.

    Args:
        numbers: find telephone numbers too, as crisis cards give them.
    """
    found = list(_LINK.finditer(text)) + (list(_NUMBER.finditer(text)) if numbers else [])
    cut, at = [], 0
    for match in sorted(found, key=lambda one: one.start()):
        if match.start() < at:
            continue
        cut.append(Piece(text[at : match.start()]))
        cut.append(Piece(match[0], _href(match)))
        at = match.end()
    cut.append(Piece(text[at:]))
    return [piece for piece in cut if piece.text]


def _href(match: re.Match[str]) -> str:
    named = match.groupdict()
    if named.get("web"):
        return str(named["web"])
    if named.get("mail"):
        return f"mailto:{named['mail']}"
    if named.get("phone"):
        return f"tel:{named['phone'].replace(' ', '')}"
    return f"sms:{named['sms']}?body={quote(named['word'])}"
