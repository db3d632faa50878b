"""Where organisations differ, the answer says what a word means here, and what elsewhere."""

from __future__ import annotations

from bot.assistant import Assistant
from bot.channels.shell.batch import Asker
from tests.conftest import Person
from tests.support.rows import all_of_async

# One for each known conflict between definitions, with words that the answer must have.
CONFLICTS = [
    ("what does engagement mean in the USA?", "engagement", ["involvement"]),
    ("what does patient engagement mean in other countries", "patient-engagement", ["US ethics"]),
    ("Do other organisations say engagement goes two ways?", "engagement", ["two ways"]),
    ("what does participation mean elsewhere?", "participation", ["Councils", "being in a study"]),
    ("is a focus group called the same elsewhere?", "focus-group", ["both names"]),
    ("do other groups call peer researchers involvement?", "peer-researcher", ["collecting data"]),
    ("What is dissemination called in other places?", "dissemination", ["either name"]),
    ("is consultation understood differently elsewhere", "consultation", ["ladder"]),
    ("what does co-production mean to other funders?", "co-production", ["close work"]),
    ("is a science cafe the same elsewhere?", "science-cafe", ["get involved"]),
    ("Does lived experience mean the same everywhere?", "lived-experience", ["lived yourself"]),
    ("who is called a consumer in other places?", "consumer", ["Cochrane", "Australia"]),
    ("what do other places call an advisory group", "advisory-group", ["engagement activity"]),
]


async def test_what_a_word_means_here_and_elsewhere(assistant: Assistant) -> None:
    async def is_told(question: str, card: str, words: list[str]) -> None:
        talk = Person(Asker(assistant))
        heard = await talk.says(question)
        assert talk.card == card, heard
        assert "At this centre" in heard
        assert "elsewhere" in heard.lower()
        for word in words:
            assert word.lower() in heard.lower()

    await all_of_async(CONFLICTS, is_told)


async def test_levels_elsewhere(talk: Person) -> None:
    await talk.says("what are the levels of involvement?")
    assert talk.card == "levels"
    heard = await talk.says("do they say the same elsewhere?")
    assert "user control" in heard


async def test_the_blunt_words_on_participation_are_only_quoted(talk: Person) -> None:
    await talk.says("what is participation?")
    assert "done to" not in talk.heard
    heard = await talk.says("where does that come from?")
    assert "done to them, not with them" in heard
    assert "blunt" in heard


async def test_the_last_card_is_meant_when_no_word_is_named(talk: Person) -> None:
    await talk.says("what is a consumer in research?")
    heard = await talk.says("and what do they say in other countries?")
    assert talk.card == "consumer"
    assert "Australia" in heard
