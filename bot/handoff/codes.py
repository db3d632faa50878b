"""Return codes as people type them: found in a text, in one form, and kept only as a hash."""

from __future__ import annotations

import hashlib
import hmac
import re

from bot.handoff.form_codes import CODE_LENGTH, GROUP, LETTERS, in_groups

_CODE = re.compile(
    rf"(?<!\w){'[ -]{0,3}'.join([rf'[{LETTERS}]{{{GROUP}}}'] * (CODE_LENGTH // GROUP))}(?!\w)",
    re.IGNORECASE,
)


def codes_in(text: str) -> list[str]:
    """What could be a return code in a text, written as return codes are shown."""
    typed = text.replace("–", "-").replace("—", "-")
    return [
        in_groups(re.sub(r"[ -]", "", found.group()).upper()) for found in _CODE.finditer(typed)
    ]


def without_codes(text: str) -> str:
    """A text as it is kept: who reads the records cannot open an answer."""
    return _CODE.sub("[return code]", text)


def code_hash(key: bytes, code: str) -> str:
    """The keyed hash under which a request is found by its return code."""
    return hmac.new(key, f"return code\0{code}".encode(), hashlib.sha256).hexdigest()
