"""Finds the names that people use on social media, where they say that one is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finders.found import Found

_NETWORK = (
    r"(?:twitter|x|insta(?:gram)?|ig|facebook|fb|tik ?tok|snap(?:chat)?|bluesky|mastodon|threads"
    r"|linkedin|telegram|discord|signal|skype|reddit|youtube|social media)"
)
_IS = (
    r"(?:[ :=,-]|'s\b|\b(?:is|are|it|at|as|on|handle|name|account|username|user|id|profile)\b){0,8}"
)
_AT_NAME = r"@\w[\w.]{1,29}(?<!\.)"
_NAME = r"(?=[a-z][a-z.]{0,28}[\d_])[a-z][\w.]{2,29}(?<!\.)"
_MINE = re.compile(
    rf"\b(?:(?:my|his|her|our) (?:{_NETWORK}|handle|username|user name)"
    r"|(?:find|follow|message|dm|add|reach|contact) (?:me|him|her) (?:on |at |via )?"
    rf"{_NETWORK}|i ?(?:'m|am|m) on {_NETWORK})\b{_IS}({_AT_NAME}|{_NAME})(?![\w@])",
    re.IGNORECASE,
)
_I_AM = re.compile(
    rf"\b(?:i ?(?:'m|am|m)|(?:find|follow|message|dm|add|reach|contact) (?:me|him|her)"
    rf"|my name is)(?: at| on)? ({_AT_NAME})(?![\w@])"
    rf"|(?<!\S)({_AT_NAME})(?: is my|'s my) (?:{_NETWORK}|handle|username)\b",
    re.IGNORECASE,
)


def find_handles(text: str) -> Iterator[Found]:
    """Names that people call their own; one without an @ must have a digit or an underscore."""
    for match in (*_MINE.finditer(text), *_I_AM.finditer(text)):
        yield Found(*match.span(match.lastindex or 1), "social-name")
