"""How long a start and a turn take: `.venv/bin/python -m benchmarks.turns`.

Everything in one run, so that the figures can be set beside each other. Wall time in milliseconds
unless it says seconds.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import time

from bot.assistant import Assistant, start_assistant
from bot.records.database import IN_MEMORY
from bot.settings import load_settings
from bot.turn import Asked

QUESTIONS = ["What is involvement?", "do i get paid", "How do I find a trial?", "qwe rty uio"]
COUNT = 200
LONG = 1000


async def _take(assistant: Assistant, conversation: str, text: str) -> float:
    started = time.perf_counter()
    await assistant.turns.take(Asked(conversation, "shell", text))
    return (time.perf_counter() - started) * 1000


async def _measure(assistant: Assistant, seconds_to_ready: float) -> None:
    print("| what | figure |")
    print("|---|---|")
    print(f"| start until the model answers | {seconds_to_ready:.1f} s |")
    fresh = [
        await _take(assistant, assistant.records.start("shell", f"b{n}"), QUESTIONS[n % 4])
        for n in range(COUNT)
    ]
    print(
        f"| a turn in a new conversation, median of {COUNT} | {statistics.median(fresh):.1f} ms |"
    )
    print(f"| the same, 95th percentile | {sorted(fresh)[int(COUNT * 0.95)]:.1f} ms |")
    crisis = [
        await _take(assistant, assistant.records.start("shell", f"c{n}"), "I want to end my life")
        for n in range(20)
    ]
    print(f"| a crisis card, median of 20 | {statistics.median(crisis):.1f} ms |")
    conversation = assistant.records.start("shell", "long")
    times = [await _take(assistant, conversation, QUESTIONS[n % 4]) for n in range(LONG)]
    for end in (20, 100, LONG):
        figure = statistics.median(times[end - 20 : end])
        print(f"| a turn around turn {end} of one conversation | {figure:.1f} ms |")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| memory at the end | {memory:.0f} MiB |")


def main() -> None:
    """Start an assistant over records in memory and measure."""
    started = time.perf_counter()
    assistant = start_assistant(load_settings(), database_url=IN_MEMORY)
    asyncio.run(assistant.agent.settled())
    asyncio.run(_measure(assistant, time.perf_counter() - started))
    assistant.close()


if __name__ == "__main__":
    main()
