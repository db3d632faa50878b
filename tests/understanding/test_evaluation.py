"""The understanding as a whole is no worse than the committed figures say."""

from __future__ import annotations

from bot.assistant import Assistant
from bot.evaluation.evaluate import evaluate
from bot.evaluation.report import below_committed, read_committed, table_of
from bot.evaluation.sets import load_sets

RIGHT_CARD = 0.85


async def test_no_figure_falls_below_the_committed_run(assistant: Assistant) -> None:
    found = await evaluate(assistant, load_sets())
    committed = read_committed()
    print("\n" + table_of(found, committed))
    assert below_committed(found.figures, committed) == []
    assert found.figures["right card"].share >= RIGHT_CARD
