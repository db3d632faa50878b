"""One form for a value however it was typed, so that the same detail can be recognised again."""

from __future__ import annotations

import re

from bot.privacy.finders.dates import iso_date
from bot.privacy.finders.emails import as_address, check_email
from bot.privacy.finders.phones import e164
from bot.privacy.finders.spoken import digits_of
from bot.privacy.plain_text import plain_characters

# "020 7946 0123 ext 12" is in figures; a number in words has longer words in it.
_IN_WORDS = re.compile(r"(?!.*\b(?:ext|extension|x)\b).*[a-z]{3}", re.IGNORECASE)


def normalised(kind: str, value: str) -> str:
    """The form of a value that is the same however it was typed. Never raises.

    Email addresses are in small letters, with "at" and "dot" as signs; telephone numbers in E.164;
    dates as YYYY-MM-DD; names and addresses in small letters; everything else without spaces.
    """
    plain = " ".join(plain_characters(value)[0].split())
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
