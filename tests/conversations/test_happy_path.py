"""What people come for, and what they hear."""

from __future__ import annotations

from bot.assistant import Assistant
from bot.channels.shell.batch import Asker
from bot.content.pack import Pack
from tests.conftest import Person
from tests.support.rows import all_of_async

QUESTIONS = [
    ("What does involvement mean?", "involvement", "shape research"),
    ("what is public engagement", "engagement", "share"),
    ("What does it mean to participate in a study?", "participation", "study"),
    ("what does PPI stand for", "ppi", "public involvement"),
    ("What is the difference between involvement and engagement?", "compare-core", "advising"),
    ("how do i get involved as a patient", "how-to-get-involved", "k.gleason@imperial.ac.uk"),
    ("Will I be paid for my time on the panel?", "payment", "expenses"),
    ("How can I find a clinical trial to join?", "find-a-trial", "care team"),
    ("Can I speak to a real person please", "contact", "Kelly Gleason"),
    ("tell me about the PPI group", "ppi-group", "PPI Group"),
    ("when is the next science cafe", "cafe-visit", "next date"),
    ("are there videos of patients who have done it", "videos", "https://www.imperial.ac.uk"),
    ("what is a steering group", "steering-group", "group"),
    ("I just got diagnosed and I am so frightened", "support", "Macmillan"),
    ("who made this chatbot", "about", "computer program"),
]


async def test_a_question_is_answered_on_its_card(assistant: Assistant) -> None:
    async def is_answered(question: str, card: str, said: str) -> None:
        talk = Person(Asker(assistant))
        heard = await talk.says(question)
        assert talk.card == card
        assert said.lower() in heard.lower()

    await all_of_async(QUESTIONS, is_answered)


async def test_an_answer_names_its_source_and_offers_the_next_step(talk: Person) -> None:
    heard = await talk.says("What is involvement?")
    assert "Cancer Research UK" in heard.split("From: ")[1]
    assert 1 <= len(talk.buttons) <= 3


async def test_a_follow_up_button_shows_the_card_it_names(talk: Person, pack: Pack) -> None:
    await talk.says("How do I get involved?")
    card = pack.cards[pack.cards["how-to-get-involved"].follow_ups[0]]
    heard = await talk.presses(card.button)
    assert card.meaning in heard
    assert talk.card == card.id


async def test_every_term_answers_with_its_own_card_by_each_of_its_names(
    assistant: Assistant, pack: Pack
) -> None:
    astray = []
    for card in pack.terms.values():
        for name in (card.title, *card.aliases):
            somebody = Person(Asker(assistant))
            await somebody.says(f"What does {name} mean?")
            if somebody.card != card.id:
                astray.append((name, somebody.card))
    assert astray == []
