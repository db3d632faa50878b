"""A new visitor of the website; for Telegram, one Bot API server and one assistant on it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.channels.closed import closed, closed_api, door  # noqa: F401 (fixtures)
from tests.support.bot_api import BotApi, no_call_was_wrong, own_api  # noqa: F401 (fixtures)
from tests.support.serving import Server
from tests.support.staff_chat import person, staff_chat  # noqa: F401 (fixtures)
from tests.support.web_visitor import Visitor

_chats = itertools.count(5_000_001)


@pytest.fixture
def visitor(client: httpx.Client) -> Visitor:
    return Visitor(client)


@pytest.fixture(scope="session")
def api() -> Iterator[BotApi]:
    with BotApi() as running:
        yield running


@pytest.fixture(scope="session")
def bot_server(
    model: Path, api: BotApi, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("telegram"), **api.settings) as running:
        yield running


@pytest.fixture
def new_chat(bot_server: Server) -> Callable[[], int]:
    """Gives private chats in which nothing was said yet."""
    return lambda: next(_chats)


@pytest.fixture
def chat(new_chat: Callable[[], int]) -> int:
    return new_chat()
