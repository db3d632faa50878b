"""What the assistant does not know, it says."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from tests.conftest import Person


@pytest.mark.parametrize(
    "text",
    [
        "asdfgh qwerty zxcv",
        "what is the capital of France",
        "can you write me a python script",
        "how do I bake sourdough bread",
        "what time does the car park close",
    ],
)
async def test_what_is_outside_the_subject_is_not_answered(talk: Person, text: str) -> None:
    await talk.says(text)
    assert talk.decision == "refuse"
    assert talk.card in ("out-of-scope", "sorry")


async def test_two_misses_in_a_row_name_a_person(talk: Person) -> None:
    await talk.says("flumble wump zorp")
    heard = await talk.says("zzkk qqpw llmn")
    assert "k.gleason@imperial.ac.uk" in heard or "person" in heard.lower()


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("I was mis-sold PPI on my loan, can I claim it back?", {"ppi-insurance", "out-of-scope"}),
        ("Should I take my PPI tablets before breakfast?", {"ppi-medicine", "medical"}),
        ("is omeprazole a PPI", {"ppi-medicine", "medical"}),
    ],
)
async def test_the_other_meanings_of_ppi_are_not_answered_as_ours(
    talk: Person, text: str, cards: set[str]
) -> None:
    await talk.says(text)
    assert talk.card in cards


@pytest.mark.parametrize(
    "text",
    [
        "should I stop taking my tablets",
        "is this lump cancer",
        "what are the side effects of tamoxifen",
        "which chemotherapy is best for me",
    ],
)
async def test_medical_questions_get_a_signpost_and_no_advice(
    talk: Person, pack: Pack, text: str
) -> None:
    heard = await talk.says(text)
    assert pack.cards["medical"].meaning in heard


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 10_000, "\x00", "🙂🙂", "что такое участие", "/restart", "/", "?"]
)
async def test_odd_input_gets_a_kind_reply_and_the_talk_goes_on(talk: Person, text: str) -> None:
    await talk.says("What is engagement?")
    assert len(await talk.says(text)) > 20
    assert "Engagement" in str(await talk.says("what is engagement")) or talk.card == "engagement"


async def test_a_typed_command_does_not_reset_the_conversation(talk: Person, pack: Pack) -> None:
    await talk.says("What is engagement?")
    await talk.says("/restart")
    await talk.says("/session_start")
    assert pack.cards["engagement"].example in await talk.says("give me an example")
