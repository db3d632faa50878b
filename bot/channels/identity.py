"""Who a conversation belongs to, without storing who it is."""

from __future__ import annotations

import hashlib
import hmac
import secrets

TOKEN_BYTES = 16


def new_token() -> str:
    """A random 128-bit token for a web visitor."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def person_hash(key: bytes, channel: str, identity: str) -> str:
    """A keyed hash (HMAC-SHA256) of a web token or a chat id: stable, so that erasing works."""
    return hmac.new(key, f"{channel}\0{identity}".encode(), hashlib.sha256).hexdigest()
