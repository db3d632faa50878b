"""Tokens, and the hashes that stand for people."""

from __future__ import annotations

from bot.keys import TOKEN_BYTES, new_token, person_hash

KEY = b"k" * 32


def test_tokens_are_long_and_never_the_same() -> None:
    assert TOKEN_BYTES * 8 >= 128
    assert len({new_token() for _ in range(1000)}) == 1000


def test_a_hash_depends_on_key_channel_and_person_and_shows_none_of_them() -> None:
    one = person_hash(KEY, "web", "somebody")
    assert one == person_hash(KEY, "web", "somebody")
    assert (
        len(
            {
                one,
                person_hash(b"o" * 32, "web", "somebody"),
                person_hash(KEY, "telegram", "somebody"),
                person_hash(KEY, "web", "somebody else"),
            }
        )
        == 4
    )
    assert "somebody" not in one
