"""Whatever is done to the assistant: Telegram would have taken each of its calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.bot_api import BotApi, no_call_was_wrong, own_api  # noqa: F401 (fixtures)


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    """One for the tests of a file, which share a server too."""
    with BotApi() as running:
        yield running
