"""What is made with the secret key: the keyed hash of a person, and encryption at rest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import NewType

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import GuideError

SecretKey = NewType("SecretKey", bytes)
"""The secret of this assistant, at least 32 bytes: from `bot.settings.secret_key`."""

TOKEN_BYTES = 16
KEY_BYTES = 32
PURPOSE = b"ppi-guide vault"
"""Keeps the encryption key apart from the keyed hashes, which are made with the same secret."""


def new_token() -> str:
    """A random 128-bit token for a web visitor."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def person_hash(key: SecretKey, channel: str, identity: str) -> str:
    """A keyed hash (HMAC-SHA256) of a web token or a chat id: stable, so that erasing works."""
    return hmac.new(key, f"{channel}\0{identity}".encode(), hashlib.sha256).hexdigest()


class Unreadable(GuideError):
    """Something encrypted cannot be read: it was written with another key, or changed."""


class Cipher:
    """Authenticated encryption (Fernet) with a key derived from PPI_SECRET_KEY (HKDF-SHA256)."""

    def __init__(self, key: SecretKey) -> None:
        """Derive the key."""
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
