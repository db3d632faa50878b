"""The kinds of personal data that are found, and the plain words for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_ONE_AND_SEVERAL = {
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

KINDS = tuple(_ONE_AND_SEVERAL)
"""Every value of `Piece.kind`."""

HIDDEN = "[hidden]"
"""The placeholder in the notice `personal-data` that the words of `say_hidden` replace."""


def say_hidden(kinds: Iterable[str]) -> str:
    """What was hidden, in plain words: "an email address and a phone number".

    Args:
        kinds: the kind of each piece, in the order in which they are named.
    """
    counted = Counter(kinds)
    said = [_ONE_AND_SEVERAL[kind][count > 1] for kind, count in counted.items()]
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
