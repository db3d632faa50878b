"""Conversations over empty records, with a stand-in for the agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.content.live import live_pack
from bot.content.pack import Pack
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.records.store import Records
from bot.safety import language
from tests.unit.conversation.fakes import FakeAgent

KEY = b"a made-up key for tests, of 32 bytes"


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent()


@pytest.fixture
def conversations(records: Records, agent: FakeAgent, pack: Pack) -> Callable[..., Conversations]:
    language.warm_up()  # its tables take longer to load than a turn may wait here

    def make(**settings: Any) -> Conversations:
        return Conversations(records, agent, live_pack(pack.folder), key=KEY, **settings)

    return make


@pytest.fixture
def turns(conversations: Callable[..., Conversations]) -> Conversations:
    return conversations(seconds=3)


@pytest.fixture
def asked(records: Records) -> Callable[..., Incoming]:
    conversation = records.start("web", "someone")

    def make(text: str | None = None, **more: Any) -> Incoming:
        return Incoming("web", conversation=conversation, text=text, **more)

    return make
