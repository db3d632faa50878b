"""Keyed hashes of people, and encryption at rest."""

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
"""The one secret of an installation. Whoever has it and the database can read everything."""

TOKEN_BYTES = 16
FERNET_KEY_BYTES = 32
PURPOSE = b"ppi-guide vault"
"""Makes the encryption key differ from what the secret key is used for elsewhere."""


def new_token() -> str:
    """A random 128-bit token for a web visitor."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def person_hash(key: SecretKey, channel: str, identity: str) -> str:
    """The keyed hash (HMAC-SHA256, hexadecimal) that stands for a person on a channel.

    It is always the same for the same person, so that what they left can be found and erased.

    Args:
        identity: a web token, or a Telegram chat's id.
    """
    return hmac.new(key, f"{channel}\0{identity}".encode(), hashlib.sha256).hexdigest()


class Unreadable(GuideError):
    """Something encrypted cannot be read: it was written with another key, or altered."""


class Cipher:
    """Authenticated encryption (Fernet) with a key derived from the secret key (HKDF-SHA256)."""

    def __init__(self, key: SecretKey) -> None:
        """Derive the encryption key."""
        derived = HKDF(SHA256(), FERNET_KEY_BYTES, salt=None, info=PURPOSE).derive(key)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def encrypt(self, value: str) -> str:
        """Text that is safe to store; a different one each time, even for the same value."""
        return self._fernet.encrypt(value.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """The value that was encrypted.

        Raises:
            Unreadable: `stored` was written with another key, or altered.
        """
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            raise Unreadable(
                "A stored value cannot be read: it was encrypted with another key. Put the old key "
                "back (PPI_SECRET_KEY, or the file secret.key in PPI_DATA_DIR)."
            ) from None
