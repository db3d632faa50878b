"""The written conversations of the tests, held by many visitors at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import aiohttp

from benchmarks.compare.clients import Conversation, Refused
from benchmarks.compare.servers import Server
from benchmarks.compare.visitors import connections, new_address
from bot.channels.shell.scenarios import Heard, Scenario, load_scenarios, play
from bot.paths import ROOT

SCENARIOS = ROOT / "tests" / "conversations" / "scenarios.yml"
ROUNDS = 5
"""How often each is held."""


@dataclass
class Played:
    """How many turns were taken, and which answers were not as written."""

    turns: int = 0
    faults: list[str] = field(default_factory=list)


async def play_written(server: Server, at_once: int) -> Played:
    """Hold all conversations, `at_once` at the same time: a fast answer may be a wrong one."""
    played = Played()
    places = asyncio.Semaphore(at_once)
    async with connections(server.url) as http:

        async def visit(scenario: Scenario) -> None:
            async with places:
                try:
                    conversation = await server.client.open(http, new_address())
                    await _play(scenario, conversation, played)
                except (Refused, aiohttp.ClientError, TimeoutError) as error:
                    played.faults.append(f"{scenario.name}: {type(error).__name__}: {error}")

        await asyncio.gather(*(visit(one) for one in load_scenarios(SCENARIOS) * ROUNDS))
    return played


async def _play(scenario: Scenario, conversation: Conversation, played: Played) -> None:
    # The web channel does not tell the decision, so only cards and words are compared.
    turns = [turn.model_copy(update={"decision": None}) for turn in scenario.turns]

    async def take(text: str | None, payload: str | None) -> Heard:
        reply = await conversation.ask(text, payload)
        played.turns += 1
        if reply.status != 200:
            played.faults.append(f"{scenario.name}: HTTP {reply.status}")
        return Heard(reply.text, reply.card, None, reply.buttons)

    played.faults += [f"{scenario.name}: {fault}" for fault in await play(turns, take)]
