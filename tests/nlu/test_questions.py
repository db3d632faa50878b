"""Questions written after the training data and kept out of it: is the right card shown?

`questions.tsv`: what is asked, the intent of `domain.yml` it belongs to, and the cards that answer
it ("a|b": either does). A question back counts as a miss.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.assistant import Assistant
from bot.content.load import Pack
from bot.paths import DATA
from bot.shell.batch import Asker
from bot.turn import Turned

QUESTIONS = Path(__file__).with_name("questions.tsv")
WANTED = 0.85


@pytest.fixture(scope="module")
def questions() -> list[dict[str, str]]:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _card_of(turned: Turned) -> str | None:
    shown = (message.card["id"] for message in turned.replies if message.card)
    return next(shown, None)


async def test_the_right_card_is_shown(
    assistant: Assistant, questions: list[dict[str, str]]
) -> None:
    asker = Asker(assistant)
    missed = []
    for row in questions:
        card = _card_of(await asker.ask(text=row["question"]))
        if card not in row["cards"].split("|"):
            missed.append(f"{row['question']} → {card}, not {row['cards']}")
    share = 1 - len(missed) / len(questions)
    print(f"\n{len(questions) - len(missed)} of {len(questions)} on the right card")
    assert share >= WANTED, "\n".join([f"{share:.1%} on the right card; missed:", *missed])


def test_the_questions_can_measure_something(questions: list[dict[str, str]], pack: Pack) -> None:
    assert len(questions) >= 100
    assert len({row["intent"] for row in questions}) >= 30
    named = {card for row in questions for card in row["cards"].split("|")}
    assert named - set(pack.cards) == set()
    trained = {
        example.removeprefix("- ").strip().lower()
        for path in (DATA / "nlu").glob("*.yml")
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]
        for example in block["examples"].splitlines()
    }
    assert {row["question"].lower() for row in questions} & trained == set()
