"""One Bot API server and one assistant on it for all tests of the Telegram channel."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bot_api import TOKEN, BotApi
from tests.support.serving import Server

_chats = itertools.count(5_000_001)


@pytest.fixture(scope="session")
def api() -> Iterator[BotApi]:
    running = BotApi()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_api() -> Iterator[BotApi]:
    """A Bot API server for one test alone, to which the calls of no other test come."""
    running = BotApi()
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _no_call_was_wrong(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test is about: Telegram would have taken every call."""
    yield
    if "api" in request.fixturenames:
        assert request.getfixturevalue("api").faults == []


@pytest.fixture(scope="session")
def bot_server(
    model: Path, api: BotApi, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("telegram"),
        PPI_TELEGRAM_TOKEN=TOKEN,
        PPI_TELEGRAM_API_URL=api.url,
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def chat(bot_server: Server) -> int:
    return next(_chats)
