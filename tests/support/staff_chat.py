"""The staff chat on Telegram: the whole assistant but for the model, over a Bot API on loopback."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.assistant import Assistant
from bot.content.live import live_pack
from bot.content.pack import Pack
from bot.conversation.service import Conversations
from bot.handoff.service import make_handoff
from bot.records.database import open_database
from bot.records.store import Records
from bot.safety import language
from bot.server import make_app
from bot.settings import Settings
from tests.support.bot_api import TOKEN, BotApi
from tests.support.bot_api_checks import shown
from tests.support.bot_api_updates import ME
from tests.support.form_agent import SEND, FormAgent
from tests.support.handing_off import KEY
from tests.support.people import ANN
from tests.support.waiting import until

STAFF = -1001234
WHO = "A person at CRUK Imperial Centre"
"""Who is speaking, as a person is told it."""

people = itertools.count(6_000_001)


class StaffChat:
    """The assistant with both channels, the people who write to it, and the staff in their chat."""

    def __init__(self, api: BotApi, app: Any, agent: FormAgent, assistant: Assistant) -> None:
        self.api, self.agent = api, agent
        assert assistant.handoff is not None
        self.requests, self.records = assistant.handoff.requests, assistant.records
        transport = httpx.ASGITransport(app)
        self.web = httpx.AsyncClient(transport=transport, base_url="http://guide.example.org")

    async def heard(self, chat: int, count: int) -> list[str]:
        """What a chat was sent, once it is that many messages."""
        await until(lambda: len(self.api.sent(chat)) >= count)
        return [shown(body["text"]) for body in self.api.sent(chat)]

    async def leaves(self, chat: int) -> tuple[str, int]:
        """A person on Telegram leaves a request; its reference, and its message to staff."""
        before = len(self.api.sent(STAFF))
        self.api.person_sends(chat, text=SEND)
        await self.heard(STAFF, before + 1)
        await self.heard(chat, 1)
        message = self.api.sent(STAFF)[before]["sent_as"]
        # Nobody can reply before it is stored which request the message is about.
        await until(lambda: self.requests.reference_of(message))
        return self.agent.references[-1], message

    async def staff(self, text: str = "", to: int = 0, **content: Any) -> str:
        """Somebody writes in the staff chat; returns what is said back."""
        before = len(self.api.sent(STAFF))
        self.staff_writes(text, to, **content)
        return (await self.heard(STAFF, before + 1))[before]

    def staff_writes(self, text: str = "", to: int = 0, **content: Any) -> dict[str, Any]:
        content |= {"text": text} if text else {}
        if to:
            content["reply_to_message"] = self.api.message(STAFF, "supergroup", text="…")["message"]
            content["reply_to_message"] |= {"message_id": to, "from": ME}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.api.again(self.api.message(STAFF, "supergroup", 77, ANN, **content))

    def state(self, reference: str) -> str:
        return self.requests.show(reference).state


class WebVisitor:
    """Somebody on the website."""

    def __init__(self, chat: StaffChat) -> None:
        self._web = chat.web
        self._headers: dict[str, str] = {}

    async def comes(self) -> WebVisitor:
        started = await self._web.post("/webhooks/web/session")
        assert started.status_code == 201
        self._headers = {"Authorization": f"Bearer {started.json()['token']}"}
        return self

    async def says(self, text: str) -> list[tuple[str, str]]:
        """Say something; returns who said what in the answer, without one's own words."""
        body = {"message_id": uuid.uuid4().hex, "text": text}
        answer = await self._web.post("/webhooks/web/message", json=body, headers=self._headers)
        assert answer.status_code == 200, answer.text
        return [(m["from"], m["text"]) for m in answer.json()["messages"] if m["from"] != "you"]

    async def looks(self) -> list[tuple[str, str]]:
        found = await self._web.get("/webhooks/web/history?after=0", headers=self._headers)
        return [(m["from"], m["text"]) for m in found.json()["messages"]]


@pytest.fixture
async def staff_chat(own_api: BotApi, tmp_path: Path, pack: Pack) -> AsyncIterator[StaffChat]:
    language.warm_up()
    settings = Settings(
        telegram_token=TOKEN,
        telegram_api_url=own_api.url,
        staff_chat_id=STAFF,
        data_dir=tmp_path,
        secret_key=KEY.decode(),
    )
    records = Records(open_database(settings.records_url))
    packs, agent = live_pack(pack.folder), FormAgent()
    handoff = make_handoff(settings, records, packs, KEY)
    conversations = Conversations(records, agent, packs, key=KEY, seconds=20, desk=handoff.desk)
    assistant = Assistant(settings, KEY, packs, records, agent, conversations, handoff)  # type: ignore[arg-type]
    app = make_app(assistant)
    async with app.router.lifespan_context(app):
        yield StaffChat(own_api, app, agent, assistant)
    records.close()


@pytest.fixture
def person() -> int:
    """Somebody new, by the number of their private chat."""
    return next(people)
