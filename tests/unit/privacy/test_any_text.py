"""Text meant to break the masking: at random, glued from pieces, or very long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import Masked, mask, without_tokens
from tests.support.rows import all_of
from tests.unit.privacy.samples import TEXTS, put_back, remains

UNITS = [
    "We talked about the lab tour and the tea, and about who reads the leaflets. ",
    "a", "a ", "1", "0 ", "1 ", "@", "a@", " at ", "[", "(", "- ", "1-1-", "é", "\u200b", "\n",
    "jo@example.org ", "x@y.z dot ", " dot a", "020 7946 0123 ", "020 ", "born ", "1/1/19 ",
    "my name is ", "my name is my ", "is my name ", "i'm ", "Jo Bloggs ", "thanks\n",
    "my name is Jo Bloggs and ", "12 Made Up ", "live at Rose ", "address is 12 ", "mrn 1",
    "sw1a 1aa ", "999 000 0018 ", "my nhs number ", "4111 1111 1111 1111 ", "http://", "[email 1]",
    "Dr ", "Dr Bloggs ", "mrs a ", "my mum ", "my mum, Jo ", "name ", "Patient: ", "Re: Mr ",
    "ask for ", "ask for Jo on 020 7946 0123 ", ", Jo Bloggs, ", "I, Jo Bloggs", "\nJo Bloggs",
    "oh ", "double ", "seven then ", "passport ", "driving licence 1", "card ", "my x @", "from SW7 ",
    "study number they gave ", "acc no 1", "address 12 The ",
]  # fmt: skip


@pytest.mark.slow
def test_the_time_grows_in_step_with_the_text() -> None:
    """Four times the text may cost ten times as much: growth with the square would cost sixteen."""

    def check(unit: str) -> None:
        short = (unit * 10_000)[:10_000]
        most = 10 * min(seconds(short), seconds(short)) + 0.05
        # The better of two, so that a busy machine does not count.
        assert seconds(short * 4) < most or seconds(short * 4) < most

    all_of(UNITS, check)


def seconds(text: str) -> float:
    """Seconds of processor time that a text takes."""
    start = time.process_time()
    mask(text)
    return time.process_time() - start


def test_many_different_pieces_cost_no_more_than_their_number() -> None:
    text = " ".join(f"jo{n}@example.org 020 7946 {n:04}" for n in range(3000))
    start = time.process_time()
    masked = mask(text)
    assert time.process_time() - start < 10
    assert len(masked.pieces) == 6000


fragments = st.sampled_from(
    [text for text in TEXTS if len(text) < 60]
    + [
        "my name is ",
        "born ",
        "Jo",
        "Bloggs",
        "0",
        "07",
        "12 ",
        " at ",
        "@",
        ".",
        "[email 1]",
        "dob",
    ]
) | st.text(max_size=6)
glued = st.lists(
    st.tuples(fragments, st.sampled_from(["", " ", ", ", "\n", ". ", "-"])), max_size=6
)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert put_back(mask(text)) == without_tokens(text)


@given(glued)
def test_nothing_found_can_still_be_read_and_nothing_else_is_lost(
    parts: list[tuple[str, str]],
) -> None:
    text = "".join(part + between for part, between in parts)
    masked = mask(text)
    assert put_back(masked) == without_tokens(text)
    assert remains(masked) == []


@given(glued)
def test_a_masked_text_holds_nothing_more_to_find(parts: list[tuple[str, str]]) -> None:
    masked = mask("".join(part + between for part, between in parts))
    again = mask(masked.text)
    assert again == Masked(without_tokens(masked.text), ())
    assert mask(again.text) == again


def test_lone_surrogates_and_odd_signs_are_no_personal_data() -> None:
    for text in ("", " ", "\ud800", "\x00", "🙂", "你好", "/restart", "\ufffc", "a@\ud800.org"):
        mask(text)
    assert mask("\ud800 jo@example.org \ufffc").text == "\ud800 [email 1] \ufffc"
