"""References and return codes."""

from __future__ import annotations

import math
import secrets

import pytest

from bot.handoff.codes import (
    CODE_LENGTH,
    LETTERS,
    code_hash,
    codes_in,
    new_reference,
    place_of_code,
    return_code,
    with_codes,
)

SECRET = b"a made-up key for tests, of 32 bytes"


def test_no_two_letters_look_alike_and_a_code_cannot_be_guessed() -> None:
    assert not set("0O1ILU") & set(LETTERS)
    assert CODE_LENGTH * math.log2(len(LETTERS)) >= 75


def test_a_reference_looks_as_the_staff_know_it() -> None:
    references = {new_reference() for _ in range(200)}
    assert len(references) == 200
    for reference in references:
        ppi, *groups = reference.split("-")
        assert ppi == "PPI"
        assert [len(group) for group in groups] == [4, 4]
        assert set("".join(groups)) <= set(LETTERS)


def test_a_code_is_the_same_for_a_request_and_another_with_another_secret() -> None:
    key = secrets.token_hex(16)
    assert return_code(SECRET, key) == return_code(SECRET, key)
    assert return_code(SECRET, key) != return_code(SECRET[::-1], key)
    assert return_code(SECRET, key) != return_code(SECRET, secrets.token_hex(16))


def test_a_code_is_filled_in_for_the_person_only() -> None:
    key = secrets.token_hex(16)
    stored = f"Type this code: {place_of_code(key)}"
    assert return_code(SECRET, key) not in stored
    assert with_codes(SECRET, stored) == f"Type this code: {return_code(SECRET, key)}"
    assert with_codes(SECRET, "[return code ../x]") == "[return code ../x]"


@pytest.mark.parametrize("typed", ["{}", "my code is {}.", "{} thanks", "\n{}\n"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    code = return_code(SECRET, secrets.token_hex(16))
    for written in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        assert codes_in(typed.format(written)) == [code]
        assert code_hash(SECRET, codes_in(typed.format(written))[0]) == code_hash(SECRET, code)


@pytest.mark.parametrize("text", ["", "What is involvement?", "7K3M-9Q2X", "PPI-7K3M-9Q2X"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert codes_in(text) == []
