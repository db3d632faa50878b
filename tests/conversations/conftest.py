"""Somebody who leaves a message for a person."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from tests.conversations.writer import Writer, Writing


@pytest.fixture
def writing(assistant: Assistant) -> Writing:
    return lambda channel: Writer(assistant, channel)


@pytest.fixture
def writer(writing: Writing) -> Writer:
    return writing("web")
