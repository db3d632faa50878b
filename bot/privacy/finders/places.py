"""Finds where a person lives: postcodes and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.plain_text import OPAQUE, Found, words

# ZZ is the NHS's own for people without a fixed address.
_AREAS = words(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT"
    " DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD"
    " LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK"
    " SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ"
)
_AREA = "|".join(sorted(_AREAS, key=lambda area: (-len(area), area)))
_POSTCODE = re.compile(
    rf"(?<![\w£$€.])(?=[A-Z]{{1,2}}\d|GIR)(?:(?:{_AREA})\d[\dA-HJKMNP-Z]?"
    r"(?: {0,2}|-)(?P<inward>\d[ABD-HJLNP-UW-Z]{2})|ZZ99 ?\d[A-Z]{2}|GIR ?0AA)(?!\w)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|[04-9]th|\d(?:ft|gs|hr|pt|ug|lb|st))$")
_ANY_AREA = re.compile(
    r"\bpost ?codes?(?:'s)?(?:[ :=,-]|\b(?:is|was)\b){1,4}"
    r"([A-Z]{1,2}\d[\dA-Z]? {0,2}\d[A-Z]{2})(?!\w)",
    re.IGNORECASE,
)
# "from SW7": half a postcode, which tells little by itself.
_OUTCODE = re.compile(
    r"\b(?:from|(?:liv(?:e|es|ing)|based|i ?(?:'m|am|m)) (?:in|near|around)|near) "
    rf"((?:{_AREA})\d{{1,2}}[A-Z]?)(?!\w)(?! ?\d)",
    re.IGNORECASE,
)
_HIDDEN_BEFORE = re.compile(rf"{OPAQUE}[^.!?\n{OPAQUE}]{{0,40}}$")
_HIDDEN_AFTER = re.compile(rf"[^.!?\n{OPAQUE}]{{0,40}}{OPAQUE}")
_POSTCODE_SAID = re.compile(r"post ?code|\bliv(?:e|es|ing)\b|address", re.IGNORECASE)

_STRONG = (
    "street|road|rd|avenue|ave|lane|crescent|cres|terrace|mews|boulevard|drive|close|court|gardens"
    "|grove|square|way|place"
)
_WEAKER = "st|ln|dr|cl|hill|rise|row|walk|park|green|view|quay|parade|broadway|wharf|yard|vale"
_WEAK = words("drive close court gardens grove square way place")
_WEAK |= frozenset(_WEAKER.split("|"))
_TYPES = _WEAK | frozenset(_STRONG.split("|"))
_HOUSE = "cottage|house|farm|lodge|hall|barn|mill|manor|villa|bungalow|croft|grange|rectory"
_WORD = r"[^\W\d_][\w'.-]{0,24}"
_FLAT = r"(?:(?:flat|apartment|apt|unit|studio)\.? \w{1,4},? )?"
_DOOR = rf"{_FLAT}(?:no\.? ?|number )?\d{{1,4}}[a-z]?(?: ?[-/] ?\d{{1,4}}[a-z]?)?,? "
_ADDRESS = re.compile(
    rf"(?<![\w.,£$€/-]){_DOOR}(?P<words>(?:{_WORD} ){{1,4}}?)"
    rf"(?P<type>{_STRONG}|{_WEAKER})\b(?!')",
    re.IGNORECASE,
)
_LIVES = r"\b(?:liv(?:e|es|ing)|stay(?:s|ing)?|resid(?:e|es|ing)|moved?|moving) (?:at|in|on|to) "
_ADDRESS_IS = (
    r"(?<!email )(?<!web )(?<!mail )\b(?:address|addr)(?:(?: is|'s|s| was|:| -| =){1,2} ?(?:now )?"
    r"|(?<=my address)(?= \d)|(?<=new address)(?= \d)|(?<=home address)(?= \d)) ?"
)
_SAID = re.compile(
    rf"(?:{_LIVES}|{_ADDRESS_IS})(?P<place>{_DOOR}{_WORD}(?: {_WORD}){{0,4}}"
    rf"|{_FLAT}(?:{_WORD} ){{1,4}}?(?:{_HOUSE}|{_STRONG})\b)",
    re.IGNORECASE,
)
_TOWN = r"[^\W\d_](?:[^\W\d_]|['-]){1,24}\b(?!\d)"
_TAIL = re.compile(rf"(?:, ?\n? ?| ?\n)({_TOWN}(?: {_TOWN}){{0,2}})")
_POSTCODE_TAIL = re.compile(r",? [A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}(?!\w)")
MOST_TAILS = 3
"""Parts after the street that belong to the address: district, town, county."""

_NOT_IN_STREET = words(
    "a about across after ago all also am an and any are around as at away be because been before "
    "but by can could day days did do does far find for from get go had has have he hour hours how "
    "hr hrs i if in into is it just kilometres km m me mile miles min mins minute minutes month "
    "months more my near new not of off on or other our out over people per percent please she so "
    "some than that their them then they this times to two trials under until us want was we "
    "week weeks went were what when where which who will with would year years you your yard yards "
    "patients studies study questions pages percent pounds metre metres meter meters lane way "
    "moment home least present alone"
)
_NOT_A_TAIL = words(
    "and but can could how i i'm i've my is it please so thank thanks the they this we what when "
    "where which who why would you hello hi email phone tel mobile dob regards"
)


def find_postcodes(text: str) -> Iterator[Found]:
    """UK postcodes; "e1 2nd dose" in small letters is none unless it is said to be one."""
    for match in _POSTCODE.finditer(text):
        inward = match["inward"]
        if inward and _ORDINAL.match(inward):
            before = text[max(0, match.start() - 40) : match.start()]
            if not _POSTCODE_SAID.search(before):
                continue
        yield Found(*match.span(), "postcode")
    for match in _ANY_AREA.finditer(text):
        yield Found(*match.span(1), "postcode")


def find_outcodes(text: str) -> Iterator[Found]:
    """Half a postcode beside something hidden: by itself it tells too little to be hidden."""
    for match in _OUTCODE.finditer(text):
        start, end = match.span(1)
        before = text[max(0, start - 60) : start]
        if _HIDDEN_BEFORE.search(before) or _HIDDEN_AFTER.match(text, end):
            yield Found(start, end, "postcode")


def find_addresses(text: str) -> Iterator[Found]:
    """House number and street; and what follows "I live at" when it is more than a town."""
    spans: list[tuple[int, int]] = []
    small = text.lower()
    said = any(word in small for word in ("liv", "stay", "resid", "mov", "addr"))
    for match in _SAID.finditer(text) if said else ():
        end = _end_of_place(text, match.start("place"), match.end("place"))
        if end is not None:
            spans.append((match.start("place"), end))
    for match in _ADDRESS.finditer(text):
        words = match["words"].removeprefix("The ").split()
        if any(word.lower().strip(".") in _NOT_IN_STREET for word in words):
            continue
        kind = match["type"]
        sure = kind.lower() in _TYPES - _WEAK or all(word[:1].isupper() for word in [*words, kind])
        if not sure:
            continue
        spans.append(match.span())
    done = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            done = _with_tails(text, end)
            yield Found(start, done, "address")


def _end_of_place(text: str, start: int, end: int) -> int | None:
    """Where the place ends: before the first word that is in no street; None when none is left."""
    place = text[start:end]
    first = place.split(maxsplit=1)[0]
    numbered = any(sign.isdigit() for sign in place)
    kept, words = start, 0
    for word in re.finditer(r"\S+", place):
        bare = word.group().lower().strip(".,")
        if bare == "the" and numbered and not words:  # "12 The Avenue"
            continue
        if bare in _NOT_IN_STREET and not (words and bare == "way"):
            break
        if not (numbered or first[:1].isupper()):
            return None
        kept = start + word.end()
        words += bare.isalpha()
        if text[kept - 1] in ".,":
            kept -= 1
            break
        if words > 1 and bare in _TYPES:
            break
    ends_as_house = re.search(rf"\b(?:{_HOUSE}|{_STRONG})$", text[start:kept], re.IGNORECASE)
    return kept if words and (numbered or ends_as_house) else None


def _with_tails(text: str, end: int) -> int:
    """The end of the address with its district and town: ", Madeuptown, Leeds"."""
    for _ in range(MOST_TAILS):
        tail = _TAIL.match(text, end)
        if not tail:
            break
        kept = tail.start(1)
        for word in re.finditer(r"\S+", tail[1]):
            if not word.group()[0].isupper() or word.group().lower() in _NOT_A_TAIL:
                break
            kept = tail.start(1) + word.end()
        if kept == tail.start(1):
            break
        end = kept
    mistyped = _POSTCODE_TAIL.match(text, end)  # of an area that there is not
    return mistyped.end() if mistyped else end
