"""Tokens, the hashes that stand for people, and what can be read with the same key only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.keys import TOKEN_BYTES, Cipher, Unreadable, new_token, person_hash

KEY, OTHER_KEY = b"k" * 64, b"o" * 64


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
                person_hash(OTHER_KEY, "web", "somebody"),
                person_hash(KEY, "telegram", "somebody"),
                person_hash(KEY, "web", "somebody else"),
            }
        )
        == 4
    )
    assert "somebody" not in one


def test_what_was_encrypted_is_read_back() -> None:
    stored = Cipher(KEY).encrypt("pat@example.org")

    for part in ("pat@", "example"):  # "pat" alone could come about by chance
        assert part not in stored
    assert Cipher(KEY).decrypt(stored) == "pat@example.org"


def test_the_same_value_looks_different_each_time() -> None:
    cipher = Cipher(KEY)

    assert cipher.encrypt("pat@example.org") != cipher.encrypt("pat@example.org")


@pytest.mark.parametrize("change", [lambda s: s[:-2] + "AA", lambda s: "", lambda s: "x" + s])
def test_what_was_changed_is_refused(change: Callable[[str], str]) -> None:
    stored = Cipher(KEY).encrypt("pat@example.org")

    with pytest.raises(Unreadable):
        Cipher(KEY).decrypt(change(stored))


def test_another_key_reads_nothing() -> None:
    with pytest.raises(Unreadable, match="PPI_SECRET_KEY"):
        Cipher(OTHER_KEY).decrypt(Cipher(KEY).encrypt("pat@example.org"))
