"""References and return codes: short enough to write down, with no letters that look alike."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from bot.keys import SecretKey

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, no 1, I and L, no U: what is read from paper must be typed back right."""

CODE_LENGTH = 16
"""Of 30 letters: 78 bits. Nobody guesses one, and nobody can try many."""

GROUP = 4
_PLACE = re.compile(r"\[return code ([0-9a-f]{32})\]")
_CODE = re.compile(
    rf"(?<!\w){'[ -]{0,3}'.join([rf'[{LETTERS}]{{{GROUP}}}'] * (CODE_LENGTH // GROUP))}(?!\w)",
    re.IGNORECASE,
)


def new_reference() -> str:
    """A reference such as "PPI-7K3M-9Q2X"; it opens nothing."""
    return f"PPI-{_some()}-{_some()}"


def return_code(secret: bytes, request: str) -> str:
    """The code that opens the answer to a request on the web, such as "7K3M-9Q2X-…".

    It is worked out from the request's key and the secret key, so that it is kept nowhere and a
    reply that was lost on the way can be said again.
    """
    number = int.from_bytes(
        hmac.digest(secret, f"return code\0{request}".encode(), hashlib.sha256), "big"
    )
    letters = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return in_groups(letters)


def in_groups(letters: str) -> str:
    """The letters of a code as they are shown: in fours, with hyphens."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def place_of_code(request: str) -> str:
    """What a stored text has in the place of a return code."""
    return f"[return code {request}]"


def with_codes(secret: bytes, text: str) -> str:
    """A text with its return codes, for the eyes of the person whose they are."""
    return _PLACE.sub(lambda found: return_code(secret, found[1]), text)


def codes_in(text: str) -> list[str]:
    """What could be a return code in a text, written as return codes are shown."""
    typed = text.replace("–", "-").replace("—", "-")
    return [
        in_groups(re.sub(r"[ -]", "", found.group()).upper()) for found in _CODE.finditer(typed)
    ]


def without_codes(text: str) -> str:
    """A text as it is kept: who reads the records cannot open an answer."""
    return _CODE.sub("[return code]", text)


def code_hash(key: SecretKey, code: str) -> str:
    """The keyed hash under which a request is found by its return code."""
    return hmac.new(key, f"return code\0{code}".encode(), hashlib.sha256).hexdigest()


def _some() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))
