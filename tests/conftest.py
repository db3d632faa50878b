"""What the tests share: one trained model and one loaded assistant for the whole session."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant, start_assistant
from bot.channels.shell.batch import Asker
from bot.content.load import Pack, load_pack
from bot.conversation.context import TurnResult
from bot.paths import ROOT
from bot.records.database import IN_MEMORY, open_database
from bot.records.store import Records
from bot.settings import load_settings
from tests.support.handoff_server import delivering, mail, own_mail  # noqa: F401 (fixtures)
from tests.support.serving import client, host, server  # noqa: F401 (fixtures)
from tests.support.trained import trained_model
from tests.support.whole_run import (  # noqa: F401 (hooks)
    pytest_collection_modifyitems,
    pytest_sessionfinish,
)


@pytest.fixture(autouse=True, scope="session")
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the machine and no `.env` reaches a test, and no test writes into `var/`."""
    patch = pytest.MonkeyPatch()
    for name in [name for name in os.environ if name.startswith("PPI_")]:
        patch.delenv(name)
    empty = tmp_path_factory.mktemp("settings") / ".env"
    empty.touch()
    patch.setenv("PPI_ENV_FILE", str(empty))
    patch.setenv("PPI_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack of the project."""
    return load_pack(ROOT / "content")


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; trained now when its inputs changed, by one process of the tests."""

    def train(pack: Path) -> None:
        from bot.rasa.bootstrap import prepare

        prepare()
        from bot.rasa.training import train

        train(pack, say=lambda line: None)

    return trained_model(load_settings().pack, train)


@pytest.fixture(scope="session")
def assistant(model: Path) -> Iterator[Assistant]:
    """A loaded assistant over records in memory."""
    started = start_assistant(load_settings(), database_url=IN_MEMORY)
    asyncio.run(started.agent.settled())
    assert started.agent.failure is None
    yield started
    started.close()


class Person:
    """Somebody in one conversation with the assistant."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._name = uuid.uuid4().hex
        self.last: TurnResult | None = None

    async def says(self, text: str) -> str:
        """Say something; returns the text of the replies."""
        self.last = await self._asker.client.ask(text=text, sender=self._name)
        return self.heard

    async def presses(self, title: str) -> str:
        """Press the button with this title under the last replies."""
        assert self.last is not None
        buttons = {b.title: b.press for m in self.last.replies for b in m.buttons}
        assert title in buttons, f"no button “{title}” among {sorted(buttons)}"
        self.last = await self._asker.client.ask(pressed=buttons[title], sender=self._name)
        return self.heard

    @property
    def heard(self) -> str:
        assert self.last is not None
        return "\n\n".join(message.text for message in self.last.replies)

    @property
    def buttons(self) -> list[str]:
        assert self.last is not None
        return [b.title for m in self.last.replies for b in m.buttons]

    @property
    def card(self) -> str | None:
        assert self.last is not None
        assert self.last.replies
        return self.last.replies[0].card_id

    @property
    def decision(self) -> str | None:
        assert self.last is not None
        return self.last.outcome.decision if self.last.outcome else None


@pytest.fixture
def talk(assistant: Assistant) -> Person:
    """Somebody new."""
    return Person(Asker(assistant))


@pytest.fixture
def records() -> Iterator[Records]:
    """Empty records in memory."""
    opened = Records(open_database(IN_MEMORY))
    yield opened
    opened.close()
