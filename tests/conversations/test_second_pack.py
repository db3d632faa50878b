"""Another organisation's pack, trained and asked: it answers, and never with the first's names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from bot.paths import ROOT
from tests.support.packs import MEADOW, NAMES_OF_THE_FIRST

QUESTIONS = {
    "what is involvement?": "involvement",
    "What does engagement mean?": "engagement",
    "explain participation": "participation",
    "how do the three words differ": "compare-core",
    "can I talk to somebody": "contact",
    "Is there a patient group I could join?": "ppi-group",
    "what talks and events are coming up": "events",
    "do you have any videos": "videos",
    "what is a science cafe": "science-cafe",
    "what's a PPI champion": "ppi-champion",
    "where does co-production come from, what is it": "co-production",
    "how can i get involved": "how-to-get-involved",
    "who made this chatbot": "about",
    "how do you handle my personal data": "privacy",
    "what can you do": "help",
    "I am a researcher. How do I start involving people?": "researcher-start",
    "do I get paid for helping": "payment",
    "what is PPI": "ppi",
    "hello": "greeting",
    "what is a biomedical research centre": "brc",
    "what is the ladder of participation": "ladder-of-participation",
}


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """The pack's own model, trained as its owner would, and what it answers."""
    environment = {**os.environ, "PPI_PACK": str(MEADOW)}
    command = [sys.executable, "-m", "bot.cli"]
    trained = subprocess.run(
        [*command, "train"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert trained.returncode == 0, trained.stderr
    lines = "".join(json.dumps({"text": question}) + "\n" for question in QUESTIONS)
    asked = subprocess.run(
        [*command, "ask", "--jsonl", "-"],
        cwd=ROOT,
        env=environment,
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    found = [json.loads(line) for line in asked.stdout.splitlines()]
    return {one["text"]: one for one in found}


@pytest.mark.timeout(600)
def test_it_answers_with_its_own_cards(answers: dict[str, dict[str, Any]]) -> None:
    assert {text: answer["card"] for text, answer in answers.items()} == QUESTIONS


@pytest.mark.parametrize("name", NAMES_OF_THE_FIRST)
def test_no_answer_names_the_first_organisation(
    answers: dict[str, dict[str, Any]], name: str
) -> None:
    said = json.dumps(list(answers.values()), ensure_ascii=False)
    assert name not in said


def test_its_own_names_are_said(answers: dict[str, dict[str, Any]]) -> None:
    said = json.dumps(list(answers.values()), ensure_ascii=False)
    for name in ("Meadow Voices", "Alex Example", "Kidney Tea Times", "meadow.example.org"):
        assert name in said
