"""References and return codes: short enough to write down, in letters that do not look alike."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from bot.keys import SecretKey

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, no 1, I and L, no U: a code copied on paper must be typed back right."""

CODE_LENGTH = 16
"""Letters, of 30 different ones: 78 bits. Nobody guesses one, and nobody can try many."""

GROUP = 4
_PLACEHOLDER = re.compile(r"\[return code ([0-9a-f]{32})\]")
_CODE = re.compile(
    rf"(?<!\w){'[ -]{0,3}'.join([rf'[{LETTERS}]{{{GROUP}}}'] * (CODE_LENGTH // GROUP))}(?!\w)",
    re.IGNORECASE,
)


def new_reference() -> str:
    """A reference such as "PPI-7K3M-9Q2X"; it opens nothing."""
    return f"PPI-{_random_group()}-{_random_group()}"


def return_code(key: SecretKey, request_key: str) -> str:
    """The code that opens the answer to a request on the web, such as "7K3M-9Q2X-…".

    It is computed from the request's key and the secret key. So it is stored nowhere, and a reply
    that was lost on the way can be repeated.
    """
    number = int.from_bytes(
        hmac.digest(key, f"return code\0{request_key}".encode(), hashlib.sha256), "big"
    )
    letters = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return in_groups(letters)


def in_groups(letters: str) -> str:
    """A code as it is shown: its letters in fours, with hyphens."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def place_of_code(request_key: str) -> str:
    """The placeholder of a return code in a stored text."""
    return f"[return code {request_key}]"


def with_codes(key: SecretKey, text: str) -> str:
    """A text with its return codes filled in, for the person to whom they belong."""
    return _PLACEHOLDER.sub(lambda found: return_code(key, found[1]), text)


def codes_in(text: str) -> list[str]:
    """Whatever in a text has the form of a return code, as `return_code` writes it."""
    typed = text.replace("–", "-").replace("—", "-")
    return [
        in_groups(re.sub(r"[ -]", "", found.group()).upper()) for found in _CODE.finditer(typed)
    ]


def without_codes(text: str) -> str:
    """A text as it is stored: whoever reads the records cannot open an answer."""
    return _CODE.sub("[return code]", text)


def code_hash(key: SecretKey, code: str) -> str:
    """The keyed hash under which a request is found by its return code."""
    return hmac.new(key, f"return code\0{code}".encode(), hashlib.sha256).hexdigest()


def _random_group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))
