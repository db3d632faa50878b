"""What is encrypted can be read with the same key only."""

import pytest

from bot.keys import Cipher, Unreadable

KEY, OTHER_KEY = b"k" * 64, b"o" * 64


def test_what_was_encrypted_is_read_back():
    stored = Cipher(KEY).encrypt("pat@example.org")

    for part in ("pat@", "example"):  # "pat" alone could come about by chance
        assert part not in stored
    assert Cipher(KEY).decrypt(stored) == "pat@example.org"


def test_the_same_value_looks_different_each_time():
    cipher = Cipher(KEY)

    assert cipher.encrypt("pat@example.org") != cipher.encrypt("pat@example.org")


@pytest.mark.parametrize("change", [lambda s: s[:-2] + "AA", lambda s: "", lambda s: "x" + s])
def test_what_was_changed_is_refused(change):
    stored = Cipher(KEY).encrypt("pat@example.org")

    with pytest.raises(Unreadable):
        Cipher(KEY).decrypt(change(stored))


def test_another_key_reads_nothing():
    with pytest.raises(Unreadable, match="PPI_SECRET_KEY"):
        Cipher(OTHER_KEY).decrypt(Cipher(KEY).encrypt("pat@example.org"))
