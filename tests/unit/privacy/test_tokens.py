"""What stands in the place of personal data, and how a person is told that it was hidden."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.privacy import HIDDEN, KINDS, Masked, mask, say_hidden


def test_numbers_go_on_from_those_taken() -> None:
    masked = mask("jo@example.org or fred@example.org", {"email": 2, "phone": 7})
    assert masked.text == "[email 3] or [email 4]"
    assert [piece.token for piece in masked.pieces] == ["[email 3]", "[email 4]"]


def test_the_same_value_has_one_token_and_one_piece() -> None:
    masked = mask("jo@example.org, I repeat: jo@example.org")
    assert masked.text == "[email 1], I repeat: [email 1]"
    assert len(masked.pieces) == 1


def test_a_value_is_hidden_wherever_else_it_stands() -> None:
    masked = mask("My name is Freda Bloggs. Yours, Freda. My file is freda-Bloggs-1.doc")
    assert masked.text == "My name is [name 1]. Yours, [name 2]. My file is freda-[name 3]-1.doc"
    masked = mask("my hospital number is X10425, so write X10425/2")
    assert (
        masked.text == "my hospital number is [hospital-number 1], so write [hospital-number 1]/2"
    )


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("[email 1]", "(email 1)"),
        ("see [EMAIL 1] and [ nhs-number  12 ]", "see (EMAIL 1) and ( nhs-number  12 )"),
        ("［email 1］", "(email 1)"),
        ("[em\u200bail 1]", "(em\u200bail 1)"),
        ("[language] [email] [1] [email x]", "[language] [email] [1] [email x]"),
    ],
)
def test_what_a_person_typed_is_never_taken_for_a_token(typed: str, left: str) -> None:
    assert mask(typed) == Masked(left, ())


def test_what_was_hidden_is_said_in_plain_words() -> None:
    assert say_hidden(["email"]) == "an email address"
    assert say_hidden(["email", "phone"]) == "an email address and a phone number"
    assert say_hidden(["name", "phone", "name", "nhs-number"]) == (
        "names, a phone number and an NHS number"
    )
    assert say_hidden([]) == ""
    for kind in KINDS:
        assert "-" not in say_hidden([kind])


def test_the_notice_has_a_place_for_what_was_hidden(pack: Pack) -> None:
    assert pack.cards["personal-data"].meaning.count(HIDDEN) == 1
