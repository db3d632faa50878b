"""Finds email addresses, also those spelt out to avoid being found: "jo at example dot org"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from bot.privacy.finders.found import Found
from bot.privacy.plain_text import BLANK, plain_characters
from bot.privacy.word_lists import word_list

MOST_IN_LOCAL_PART = 64
"""Characters before the @, from RFC 5321, 4.5.3.1.1."""

_AT = re.compile(r" {0,2}@ {0,2}| {0,2}[\[({<] ?(?:at|@) ?[\])}>] {0,2}| at (?=\S)", re.IGNORECASE)
_LABEL = r"[^\W_](?:[\w-]{0,62}(?<=[^\W_]))?"
_DOT = r"(?:\.| ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot | \. ?)"
_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,6}}", re.IGNORECASE)
_SPLIT_DOMAIN = re.compile(_DOT, re.IGNORECASE)
_SPELT_DOT = re.compile(r"\bdot\b", re.IGNORECASE)
_SPELT_SIGNS = {"dot": ".", "underscore": "_", "dash": "-", "hyphen": "-"}
_SPELT_BEFORE = re.compile(
    r"(?: (?:dot|underscore|dash|hyphen) | ?[\[({<] ?dot ?[\])}>] ?)$", re.IGNORECASE
)
_CUE = re.compile(r"e-?mail|\bmail\b|write to|address|contact|reach|reply", re.IGNORECASE)
_PROVIDER = re.compile(
    r"^(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|me|aol|btinternet|sky|talktalk"
    r"|virginmedia|ntlworld|proton|protonmail|gmx|msn|nhs)\.",
    re.IGNORECASE,
)
_STOP_WORDS = word_list("email_stop_words")
_LOCAL_CHARACTERS = frozenset("._%+-'~")


def find_emails(text: str) -> Iterator[Found]:
    """Email addresses; `checked` is the normal form of the valid ones."""
    done = 0
    for at in _AT.finditer(text):
        if at.start() < done:
            continue
        start = _start_of_local_part(text, at.start(), done)
        domain = _DOMAIN.match(text, at.end())
        local = text[start : at.start()]
        if not local or not domain:
            continue
        labels = _labels(domain.group())
        end = domain.end() if labels[1] is None else domain.start() + labels[1]
        address = f"{as_address(local)}@{'.'.join(labels[0])}"
        checked = check_email(address)
        if _is_meant(text[max(0, start - 40) : start], local, at.group(), text[at.end() : end]):
            yield Found(start, end, "email", checked)
            done = end


def check_email(address: str) -> str | None:
    """The normal form of an address, or None when it is not valid. Nothing is looked up."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except (EmailNotValidError, ValueError):
        return None


def as_address(typed: str) -> str:
    """An address or a part of one with "dot" and "at" written as signs, and without spaces."""
    plain = plain_characters(typed)[0]
    plain = re.sub(r"[\[({<]\s?(dot|at|[.@])\s?[\])}>]", r" \1 ", plain, flags=re.IGNORECASE)
    for word, sign in _SPELT_SIGNS.items():
        plain = re.sub(rf"\s+{word}\s+", sign, plain, flags=re.IGNORECASE)
    plain = re.sub(r"\s+at\s+", "@", plain, flags=re.IGNORECASE)
    return "".join(plain.split())


def _start_of_local_part(text: str, end: int, done: int) -> int:
    """Where the part before the @ begins that ends at `end`."""
    first = max(done, end - MOST_IN_LOCAL_PART)
    start = end
    while True:
        while start > first and (text[start - 1].isalnum() or text[start - 1] in _LOCAL_CHARACTERS):
            start -= 1
        sign = _SPELT_BEFORE.search(text, max(first, start - 12), start)
        if start == end or not sign or sign.start() <= first:
            break
        if not text[sign.start() - 1].isalnum():
            break
        start = sign.start()
    while start < end and text[start] in "'.-~%":
        start += 1
    return start


def _labels(domain: str) -> tuple[list[str], int | None]:
    """The labels of a domain, and its end if the next sentence follows without a space."""
    labels = _SPLIT_DOMAIN.split(domain)
    last = labels[-1]
    if len(labels) > 2 and last[:1].isupper() and last[1:].islower() and labels[0].islower():
        return labels[:-1], domain.rindex(last) - 1
    return labels, None


def _is_meant(before: str, local: str, at: str, domain: str) -> bool:
    """Whether this is an address, and not a place as in "we meet at example.org"."""
    ends_as_domain = re.search(r"[.\s\])}>]([^\W\d_]{2,})$", domain) is not None
    if at == "@":
        return BLANK not in local and (ends_as_domain or domain[0].isalpha())
    if not ends_as_domain or local.lower() in _STOP_WORDS:
        return False
    if "@" in at or at.strip()[0] in "[({<" or _SPELT_DOT.search(domain):
        return True
    has_signs = any(sign.isdigit() or sign in "._+" for sign in local)
    return has_signs or bool(_PROVIDER.match(domain)) or bool(_CUE.search(before))
