"""Finds where a person lives: postcodes and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finders.found import Found
from bot.privacy.plain_text import BLANK
from bot.privacy.word_lists import word_list

_AREA = "|".join(sorted(word_list("postcode_areas"), key=lambda area: (-len(area), area)))
_POSTCODE = re.compile(
    rf"(?<![\w£$€.])(?=[A-Z]{{1,2}}\d|GIR)(?:(?:{_AREA})\d[\dA-HJKMNP-Z]?"
    r"(?: {0,2}|-)(?P<inward>\d[ABD-HJLNP-UW-Z]{2})|ZZ99 ?\d[A-Z]{2}|GIR ?0AA)(?!\w)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|[04-9]th|\d(?:ft|gs|hr|pt|ug|lb|st))$")
_LABELLED_POSTCODE = re.compile(
    r"\bpost ?codes?(?:'s)?(?:[ :=,-]|\b(?:is|was)\b){1,4}"
    r"([A-Z]{1,2}\d[\dA-Z]? {0,2}\d[A-Z]{2})(?!\w)",
    re.IGNORECASE,
)
_OUTWARD_CODE = re.compile(
    r"\b(?:from|(?:liv(?:e|es|ing)|based|i ?(?:'m|am|m)) (?:in|near|around)|near) "
    rf"((?:{_AREA})\d{{1,2}}[A-Z]?)(?!\w)(?! ?\d)",
    re.IGNORECASE,
)
_BLANK_BEFORE = re.compile(rf"{BLANK}[^.!?\n{BLANK}]{{0,40}}$")
_BLANK_AFTER = re.compile(rf"[^.!?\n{BLANK}]{{0,40}}{BLANK}")
_POSTCODE_CUE = re.compile(r"post ?code|\bliv(?:e|es|ing)\b|address", re.IGNORECASE)

# Types of street. Those in _SURE count in any case, the others only after words that all have a
# capital letter: "12 minute drive" is no address.
_SURE = "street|road|rd|avenue|ave|lane|crescent|cres|terrace|mews|boulevard"
_STREET = rf"{_SURE}|drive|close|court|gardens|grove|square|way|place"
_UNSURE = "st|ln|dr|cl|hill|rise|row|walk|park|green|view|quay|parade|broadway|wharf|yard|vale"
_SURE_TYPES = frozenset(_SURE.split("|"))
_ALL_TYPES = frozenset(f"{_STREET}|{_UNSURE}".split("|"))
_HOUSE = "cottage|house|farm|lodge|hall|barn|mill|manor|villa|bungalow|croft|grange|rectory"
_WORD = r"[^\W\d_][\w'.-]{0,24}"
_FLAT = r"(?:(?:flat|apartment|apt|unit|studio)\.? \w{1,4},? )?"
_DOOR = rf"{_FLAT}(?:no\.? ?|number )?\d{{1,4}}[a-z]?(?: ?[-/] ?\d{{1,4}}[a-z]?)?,? "
_ADDRESS = re.compile(
    rf"(?<![\w.,£$€/-]){_DOOR}(?P<words>(?:{_WORD} ){{1,4}}?)"
    rf"(?P<type>{_STREET}|{_UNSURE})\b(?!')",
    re.IGNORECASE,
)
_LIVES = r"\b(?:liv(?:e|es|ing)|stay(?:s|ing)?|resid(?:e|es|ing)|moved?|moving) (?:at|in|on|to) "
_ADDRESS_IS = (
    r"(?<!email )(?<!web )(?<!mail )\b(?:address|addr)(?:(?: is|'s|s| was|:| -| =){1,2} ?(?:now )?"
    r"|(?<=my address)(?= \d)|(?<=new address)(?= \d)|(?<=home address)(?= \d)) ?"
)
_ANNOUNCED = re.compile(
    rf"(?:{_LIVES}|{_ADDRESS_IS})(?P<place>{_DOOR}{_WORD}(?: {_WORD}){{0,4}}"
    rf"|{_FLAT}(?:{_WORD} ){{1,4}}?(?:{_HOUSE}|{_STREET})\b)",
    re.IGNORECASE,
)
_TOWN = r"[^\W\d_](?:[^\W\d_]|['-]){1,24}\b(?!\d)"
_TOWN_AFTER = re.compile(rf"(?:, ?\n? ?| ?\n)({_TOWN}(?: {_TOWN}){{0,2}})")
_POSTCODE_AFTER = re.compile(r",? [A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}(?!\w)")
MOST_PARTS_AFTER_STREET = 3
"""District, town, county."""

_STREET_STOP_WORDS = word_list("street_stop_words")
_TOWN_STOP_WORDS = word_list("town_stop_words")


def find_postcodes(text: str) -> Iterator[Found]:
    """UK postcodes. "e1 2nd dose" is one only where a word such as "postcode" stands before it."""
    for match in _POSTCODE.finditer(text):
        inward = match["inward"]
        if inward and _ORDINAL.match(inward):
            before = text[max(0, match.start() - 40) : match.start()]
            if not _POSTCODE_CUE.search(before):
                continue
        yield Found(*match.span(), "postcode")
    for match in _LABELLED_POSTCODE.finditer(text):
        yield Found(*match.span(1), "postcode")


def find_outward_codes(text: str) -> Iterator[Found]:
    """Half a postcode ("from SW7") beside something hidden; alone it tells too little to hide."""
    for match in _OUTWARD_CODE.finditer(text):
        start, end = match.span(1)
        before = text[max(0, start - 60) : start]
        if _BLANK_BEFORE.search(before) or _BLANK_AFTER.match(text, end):
            yield Found(start, end, "postcode")


def find_addresses(text: str) -> Iterator[Found]:
    """House number and street; also what follows "I live at" if it is more than a town."""
    spans: list[tuple[int, int]] = []
    small = text.lower()
    announced = any(word in small for word in ("liv", "stay", "resid", "mov", "addr"))
    for match in _ANNOUNCED.finditer(text) if announced else ():
        end = _end_of_place(text, match.start("place"), match.end("place"))
        if end is not None:
            spans.append((match.start("place"), end))
    for match in _ADDRESS.finditer(text):
        words = match["words"].removeprefix("The ").split()
        if any(word.lower().strip(".") in _STREET_STOP_WORDS for word in words):
            continue
        kind = match["type"]
        sure = kind.lower() in _SURE_TYPES or all(word[:1].isupper() for word in [*words, kind])
        if not sure:
            continue
        spans.append(match.span())
    done = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            done = _with_town(text, end)
            yield Found(start, done, "address")


def _end_of_place(text: str, start: int, end: int) -> int | None:
    """Where the address ends: before the first stop word. None when it is no address."""
    place = text[start:end]
    first = place.split(maxsplit=1)[0]
    numbered = any(sign.isdigit() for sign in place)
    kept, words = start, 0
    for word in re.finditer(r"\S+", place):
        bare = word.group().lower().strip(".,")
        if bare == "the" and numbered and not words:  # "12 The Avenue"
            continue
        if bare in _STREET_STOP_WORDS and not (words and bare == "way"):
            break
        if not (numbered or first[:1].isupper()):
            return None
        kept = start + word.end()
        words += bare.isalpha()
        if text[kept - 1] in ".,":
            kept -= 1
            break
        if words > 1 and bare in _ALL_TYPES:
            break
    ends_as_house = re.search(rf"\b(?:{_HOUSE}|{_STREET})$", text[start:kept], re.IGNORECASE)
    return kept if words and (numbered or ends_as_house) else None


def _with_town(text: str, end: int) -> int:
    """The end of the address including its district and town: ", Madeuptown, Leeds"."""
    for _ in range(MOST_PARTS_AFTER_STREET):
        town = _TOWN_AFTER.match(text, end)
        if not town:
            break
        kept = town.start(1)
        for word in re.finditer(r"\S+", town[1]):
            if not word.group()[0].isupper() or word.group().lower() in _TOWN_STOP_WORDS:
                break
            kept = town.start(1) + word.end()
        if kept == town.start(1):
            break
        end = kept
    mistyped = _POSTCODE_AFTER.match(text, end)  # find_postcodes knows no such area
    return mistyped.end() if mistyped else end
