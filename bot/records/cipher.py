"""Encrypt what must be written to again and read by nobody else: contact details, chat ids."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import GuideError

KEY_BYTES = 32
PURPOSE = b"ppi-guide vault"
"""Keeps this key apart from the keyed hashes, which are made with the same secret."""


class Unreadable(GuideError):
    """Something encrypted cannot be read: it was written with another key, or changed."""


class Cipher:
    """Authenticated encryption (Fernet) with a key derived from PPI_SECRET_KEY (HKDF-SHA256)."""

    def __init__(self, key: bytes) -> None:
        """`key`: as `bot.settings.secret_key` gives it."""
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(key)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def encrypt(self, value: str) -> str:
        """`value` as text that is safe to store; a different one each time."""
        return self._fernet.encrypt(value.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """The value that was encrypted.

        Raises:
            Unreadable: `stored` was written with another key, or changed.
        """
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            raise Unreadable(
                "A stored value cannot be read: PPI_SECRET_KEY is not the key it was written with. "
                "Put the old key back."
            ) from None
