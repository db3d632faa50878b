"""References and return codes: short enough to write down, in letters that do not look alike."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from bot.keys import SecretKey

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, O, 1, I, L and U, which are easily confused when a code is copied by hand."""

CODE_LENGTH = 16
"""In characters. 16 out of 30 possible characters make 78 bits, so nobody can guess a code."""

GROUP = 4
_PLACEHOLDER = re.compile(r"\[return code ([0-9a-f]{32})\]")
_CODE = re.compile(
    rf"(?<!\w){'[ -]{0,3}'.join([rf'[{LETTERS}]{{{GROUP}}}'] * (CODE_LENGTH // GROUP))}(?!\w)",
    re.IGNORECASE,
)


def new_reference() -> str:
    """A random reference, such as "PPI-7K3M-9Q2X". Knowing it gives no access to the request."""
    return f"PPI-{_random_group()}-{_random_group()}"


def return_code(key: SecretKey, request_key: str) -> str:
    """The code that opens the answer to a request on the web, such as "7K3M-9Q2X-…".

    It is computed from the request's key and the secret key, so it is never stored, and a reply
    that was lost on the way can be sent again with the same code.
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
    """A code as people see it: in groups of four characters, joined by hyphens."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def place_of_code(request_key: str) -> str:
    """The placeholder that stands for a return code in a stored text."""
    return f"[return code {request_key}]"


def with_codes(key: SecretKey, text: str) -> str:
    """`text` with each placeholder replaced by its return code, for the person who owns it."""
    return _PLACEHOLDER.sub(lambda found: return_code(key, found[1]), text)


def codes_in(text: str) -> list[str]:
    """Everything in a text that looks like a return code, written as `return_code` writes it."""
    typed = text.replace("–", "-").replace("—", "-")
    return [
        in_groups(re.sub(r"[ -]", "", found.group()).upper()) for found in _CODE.finditer(typed)
    ]


def without_codes(text: str) -> str:
    """`text` without its return codes, so that nobody can open an answer with what is stored."""
    return _CODE.sub("[return code]", text)


def code_hash(key: SecretKey, code: str) -> str:
    """The keyed hash under which a request is found by its return code."""
    return hmac.new(key, f"return code\0{code}".encode(), hashlib.sha256).hexdigest()


def _random_group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))
