"""Asks an assistant everything in the sets, and measures its answers."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.assistant import Assistant
from bot.channels.shell.batch import Asker
from bot.evaluation.figures import Figure, calibration_error, macro_f1, share_of
from bot.evaluation.served import measure_served
from bot.evaluation.sets import Sets
from bot.evaluation.typos import misspell
from bot.text import as_typed, clean
from bot.understanding.activities import ASK, KINDS, MIXED, NONE
from bot.understanding.message import Understanding

CARDS_OF_OUR_PPI = frozenset({"ppi", "ppie", "ppiep", "involvement", "compare-core"})
"""The cards that take PPI for patient and public involvement."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured.

    Attributes:
        figures: shares that must not fall below the committed ones.
        others: further figures, for information.
        errors: the messages whose intent was wrong, the most confident first.
        confusion: wanted and given intent of every message.
    """

    figures: dict[str, Figure]
    others: dict[str, float]
    errors: list[dict[str, Any]] = field(default_factory=list)
    confusion: list[tuple[str, str]] = field(default_factory=list)


async def evaluate(assistant: Assistant, sets: Sets) -> Evaluation:
    """Measure a loaded assistant on the sets; every message is a conversation of its own."""
    asker = Asker(assistant)
    seconds: list[float] = []

    async def ask(texts: Iterable[str]) -> list[dict[str, Any]]:
        answers = []
        for text in texts:
            started = time.perf_counter()
            answers.append(await asker.judge(text))
            seconds.append(time.perf_counter() - started)
        return answers

    async def understand(text: str) -> Understanding:
        return (await asker.client.understand(as_typed(clean(text)))).understanding

    intents = await ask(text for text, _ in sets.intents)
    misspelt = await ask(misspell(text, n) for n, (text, _) in enumerate(sets.intents))
    outside = await ask(text for text, _ in sets.out_of_scope)
    activities = await ask(text for text, _ in sets.activities)
    other_ppi = await ask(sets.other_ppi)
    questions = await ask(text for text, _ in sets.questions)

    wanted = [intent for _, intent in sets.intents]
    given = [answer["intent"] for answer in intents]
    right = [w == g for w, g in zip(wanted, given, strict=True)]
    misspelt_right = [w == a["intent"] for w, a in zip(wanted, misspelt, strict=True)]
    refused = [answer["decision"] == "refuse" for answer in intents]
    refused_outside = [
        answer["decision"] == "refuse" or answer["card"] in also
        for answer, (_, also) in zip(outside, sets.out_of_scope, strict=True)
    ]
    judged = [
        (kind, answer["activity"])
        for (_, kind), answer in zip(sets.activities, activities, strict=True)
    ]
    likeliest = [
        (kind, answer["kind"])
        for (_, kind), answer in zip(sets.activities, activities, strict=True)
        if kind in KINDS
    ]

    def of_label(*labels: str) -> Figure:
        return share_of([found == kind for kind, found in judged if kind in labels])

    figures = {
        "intent accuracy": share_of(right),
        "intent accuracy, a tenth of words misspelt": share_of(misspelt_right),
        "right card": share_of(
            [a["card"] in cards for a, (_, cards) in zip(questions, sets.questions, strict=True)]
        ),
        "kind accuracy, unambiguous": share_of([found == kind for kind, found in likeliest]),
        "kind said outright, unambiguous": of_label(*KINDS),
        "ambiguous ends in a question": of_label(ASK),
        "none of the three recognised": of_label(NONE),
        "two kinds at once recognised": of_label(MIXED),
        "out of scope recognised": share_of(refused_outside),
        "in scope not refused": share_of([not one for one in refused]),
        "other PPI not answered as ours": share_of(
            [answer["card"] not in CARDS_OF_OUR_PPI for answer in other_ppi]
        ),
    }
    milliseconds = np.array(seconds) * 1000
    others: dict[str, float] = {
        "macro F1": macro_f1(wanted, given),
        "expected calibration error": calibration_error([a["confidence"] for a in intents], right),
        "out-of-scope precision": sum(refused_outside)
        / max(1, sum(refused_outside) + sum(refused)),
        "points lost by misspelling": 100 * (np.mean(right) - np.mean(misspelt_right)),
        "a turn, median ms": float(np.median(milliseconds)),
        "a turn, 95th percentile ms": float(np.percentile(milliseconds, 95)),
    }
    for name, wanted_cards in (
        ("real questions", sets.real_questions),
        ("voices left out", sets.left_out),
    ):
        served, calibration = await measure_served(
            name, assistant.conversations.pack, wanted_cards, asker.judge, understand
        )
        figures |= served
        others |= calibration
    errors = [
        {"text": text, "wanted": intent, "given": a["intent"], "confidence": a["confidence"]}
        for (text, intent), a in zip(sets.intents, intents, strict=True)
        if a["intent"] != intent
    ]
    errors.sort(key=lambda error: -error["confidence"])
    return Evaluation(figures, others, errors, list(zip(wanted, given, strict=True)))
