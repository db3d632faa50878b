"""Two forms of what was found: the one under which it is hashed, and the words for its kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bot.privacy.finders.dates import iso_date
from bot.privacy.finders.emails import as_address, check_email
from bot.privacy.finders.phones import e164
from bot.privacy.finders.spoken import digits_of
from bot.privacy.plain_text import plain_signs

WORDS = {
    "email": ("an email address", "email addresses"),
    "phone": ("a phone number", "phone numbers"),
    "nhs-number": ("an NHS number", "NHS numbers"),
    "postcode": ("a postcode", "postcodes"),
    "date-of-birth": ("a date of birth", "dates of birth"),
    "national-insurance": ("a National Insurance number", "National Insurance numbers"),
    "card-number": ("a bank number", "bank numbers"),
    "name": ("a name", "names"),
    "hospital-number": ("a hospital or study number", "hospital or study numbers"),
    "address": ("a home address", "home addresses"),
    "identity-number": ("a passport or licence number", "passport or licence numbers"),
    "social-name": ("a social media name", "social media names"),
}

# Two words of letters at least: "ext 12" is figures.
_IN_WORDS = re.compile(r"(?!.*\b(?:ext|extension|x)\b).*[a-z]{3}", re.IGNORECASE)


def normalised(kind: str, value: str) -> str:
    """The form of a value that is the same however it was typed. Never raises.

    Email addresses in small letters without "at" and "dot"; telephone numbers in E.164; dates as
    YYYY-MM-DD; numbers and postcodes without spaces; names and addresses in small letters.
    """
    plain = " ".join(plain_signs(value)[0].split())
    if kind == "email":
        address = as_address(plain)
        return (check_email(address) or address).lower()
    if kind == "phone":
        plain = digits_of(plain) if _IN_WORDS.match(plain) else plain
        return e164(plain) or re.sub(r"[^\d+]", "", plain)
    if kind == "date-of-birth":
        return iso_date(plain) or plain.casefold()
    if kind in ("name", "address"):
        return " ".join(re.sub(r"[^\w'-]", " ", plain.casefold()).split())
    return re.sub(r"[\W_]", "", plain).upper()


def say_hidden(kinds: Iterable[str]) -> str:
    """What was hidden, in plain words: "an email address and a phone number".

    Args:
        kinds: one for each piece, as in `Piece.kind`; in the order in which they are said.
    """
    counted = Counter(kinds)
    said = [WORDS[kind][count > 1] for kind, count in counted.items()]
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
