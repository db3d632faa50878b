"""An assistant that PPI_CLOSED turned off: fixtures, and what it must say on every channel."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from bot.content.pack import Pack
from tests.support.bot_api import BotApi
from tests.support.guides import lines_of
from tests.support.serving import Server

SENTENCE = "The assistant is closed for now. Please write to us instead."
ERASE = "Delete everything in this chat"
DANGER, CARD = "I want to kill myself", "116 123"

Door = tuple[str, ...]
"""What must be said: the sentence, the emergency number, and the contact."""


@pytest.fixture(scope="session")
def closed_api() -> Iterator[BotApi]:
    """Not the one of the other tests: two servers would take turns at its messages."""
    with BotApi() as running:
        yield running


@pytest.fixture(scope="session")
def closed(
    model: Path, closed_api: BotApi, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """TurnResult off as docs/turning-it-off.md has it written."""
    running = Server(tmp_path_factory.mktemp("closed"), **closed_api.settings)
    running.env_file.write_text(lines_of("turning-it-off.md"), encoding="utf-8")
    with running:
        yield running


@pytest.fixture
def door(pack: Pack) -> Door:
    emergency = f"In an emergency call {pack.facts['crisis']['emergency']}."
    return SENTENCE, emergency, pack.facts["contact"]["email"]


def is_closed(text: str, door: Door) -> bool:
    return all(one in unescape(text) for one in door)
