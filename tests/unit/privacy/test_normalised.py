"""One value is one value, however it was typed; only what is valid is called checked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import KINDS, mask, normalised
from tests.unit.privacy.samples import FOUND


def test_only_valid_contact_details_are_called_checked() -> None:
    text = "Jo@Example.ORG, jo@example, 020 7946 0123, 07700 900123, +44 (0)20 7946 0124"
    checked = {piece.value: piece.checked for piece in mask(text).pieces}
    assert checked == {
        "Jo@Example.ORG": "Jo@example.org",
        "jo@example": None,
        "020 7946 0123": "+442079460123",
        "07700 900123": None,
        "+44 (0)20 7946 0124": "+442079460124",
    }


@pytest.mark.parametrize(
    ("kind", "forms", "normal"),
    [
        (
            "email",
            ["Jo@Example.org", " jo@EXAMPLE.ORG", "jo at example dot org", "jo (at) example.org"],
            "jo@example.org",
        ),
        ("email", ["J_B@example.org", "j underscore b at example dot org"], "j_b@example.org"),
        ("email", ["jo@example", "JO@EXAMPLE"], "jo@example"),
        (
            "phone",
            ["020 7946 0123", "+44 (0)20 7946 0123", "0044 2079460123", "(020) 7946-0123"],
            "+442079460123",
        ),
        ("phone", ["07700 900123", "+44 7700 900 123"], "+447700900123"),
        (
            "phone",
            [
                "020 7946 0123",
                "oh two oh seven nine four six oh one two three",
                "0 20 seventy nine forty six 0 one twenty three",
                "020 7946 then 0123",
                "020 7946 0123 ext 12",
            ],
            "+442079460123",
        ),
        ("identity-number", ["MORGA 753116 SM9IJ", "morga753116sm9ij"], "MORGA753116SM9IJ"),
        ("social-name", ["@wanda_f", "Wanda_F"], "WANDAF"),
        ("nhs-number", ["999 000 0018", "999-000-0018", "9990000018"], "9990000018"),
        ("postcode", ["sw1a 1aa", "SW1A1AA", "SW1A-1AA"], "SW1A1AA"),
        (
            "date-of-birth",
            [
                "3/4/1961",
                "03.04.61",
                "3rd of April 1961",
                "April 3, 1961",
                "1961-04-03",
                "03041961",
            ],
            "1961-04-03",
        ),
        ("date-of-birth", ["3 April", "3 APRIL"], "3 april"),
        ("date-of-birth", ["31/2/61", "31/2/61 "], "31/2/61"),
        ("national-insurance", ["qq 12 34 56 c", "QQ123456C"], "QQ123456C"),
        ("card-number", ["4111 1111 1111 1111", "4111-1111-1111-1111"], "4111111111111111"),
        ("name", ["Jo Bloggs", "JO  BLOGGS", "jo bloggs."], "jo bloggs"),
        ("hospital-number", ["ab-1234/9", "AB12349"], "AB12349"),
        (
            "address",
            ["12 Made Up Street, Leeds", "12 made up street leeds"],
            "12 made up street leeds",
        ),
    ],
)
def test_a_value_is_found_again_however_it_was_typed(
    kind: str, forms: list[str], normal: str
) -> None:
    assert {normalised(kind, form) for form in forms} == {normal}


def test_the_checked_form_and_the_typed_one_are_the_same_person() -> None:
    for text, *_ in FOUND:
        for piece in mask(text).pieces:
            if piece.checked and " ext" not in piece.value and " x" not in piece.value:
                assert normalised(piece.kind, piece.checked) == normalised(piece.kind, piece.value)


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_every_value_has_a_normal_form(kind: str, value: str) -> None:
    assert normalised(kind, value) == normalised(kind, f" {value} ")
