"""People and staff talk with each other: on Telegram and on the web, over a Bot API on loopback."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from bot.assistant import Assistant
from bot.content.live import live_pack
from bot.content.load import Pack
from bot.conversation.agent import AgentRequest, Outcome
from bot.conversation.service import Conversations
from bot.handoff.codes import new_reference, place_of_code
from bot.handoff.model import NewRequest
from bot.handoff.service import make_handoff
from bot.messages import Reply
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.store import Records
from bot.safety import language
from bot.server import make_app
from bot.settings import Settings
from bot.understanding.message import Understanding
from tests.support.bot_api import ME, TOKEN, BotApi
from tests.support.bot_api_checks import shown
from tests.support.handing_off import KEY, until

STAFF = -1001234
WHO = "A person at CRUK Imperial Centre"
_chats = itertools.count(6_000_001)


@dataclass
class FormAgent:
    """Stands in for the model: "send" is the last word of a form, the rest is echoed."""

    reach: str = "here"
    ready: bool = True
    failure: Exception | None = None
    references: list[str] = field(default_factory=list)

    async def settled(self) -> None:
        return None

    def start(self) -> None:
        return None

    async def answer(self, request: AgentRequest) -> Outcome:
        handoff, text = None, f"echo {request.text}"
        if request.text == "send":
            self.references.append(new_reference())
            key = uuid.uuid4().hex
            text = f"Sent. Your reference is {self.references[-1]}."
            if request.around.channel == "web":
                text += f" Your code is {place_of_code(key)}."
            handoff = {
                "key": key,
                "reference": self.references[-1],
                "role": "carer",
                "contact_method": self.reach,
                "token": "",
                "message": "Can my <b>mother</b> join the group?",
            }
        replies = (Reply("text", (text,)),)
        return Outcome(
            replies,
            Understanding("contact_person"),
            request=NewRequest(**handoff) if handoff else None,
        )


class Place:
    """The assistant with both channels, its people and its staff."""

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
        self.api.person_sends(chat, text="send")
        await self.heard(STAFF, before + 1)
        await self.heard(chat, 1)
        return self.agent.references[-1], self.api.sent(STAFF)[before]["sent_as"]

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
        return self.api.again(self.api.message(STAFF, "supergroup", sender=77, **content))

    def state(self, reference: str) -> str:
        return self.requests.show(reference).state


@pytest.fixture
async def place(own_api: BotApi, tmp_path: Path, pack: Pack) -> AsyncIterator[Place]:
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
    turns = Conversations(records, agent, packs, key=KEY, seconds=20, desk=handoff.desk)
    assistant = Assistant(settings, KEY, packs, records, agent, turns, handoff)  # type: ignore[arg-type]
    app = make_app(assistant)
    async with app.router.lifespan_context(app):
        yield Place(own_api, app, agent, assistant)
    records.close()


@pytest.fixture
def chat() -> int:
    """Somebody new; unlike the fixture of this name it needs no server with the model."""
    return next(_chats)


async def test_a_request_arrives_in_the_staff_chat_without_the_persons_number(
    place: Place, chat: int
) -> None:
    reference, _ = await place.leaves(chat)
    (said,) = place.api.sent(STAFF)
    text = shown(said["text"])
    assert text.startswith(f"{reference}: a message from a carer")
    assert "Can my <b>mother</b> join the group?" in text
    assert "here in the chat" in text
    assert f"/claim {reference}" in text
    assert str(chat) not in json.dumps(said)


async def test_a_reply_reaches_the_person_who_is_told_who_is_speaking(
    place: Place, chat: int
) -> None:
    reference, request = await place.leaves(chat)
    assert await place.staff("Yes, she can.\nOn Monday?", to=request) == (
        f"{reference}: sent to the person's chat."
    )
    heard = await place.heard(chat, 2)
    assert heard[1].startswith(f"{WHO}\n\nYes, she can.\nOn Monday?")
    assert "begin with the word “assistant”" in heard[1]
    assert "Made Up" not in heard[1]  # the name of the member of staff
    assert place.state(reference) == "answered"
    assert place.requests.show(reference).claimed_by == "Made Up"


async def test_the_assistant_keeps_quiet_and_passes_on_until_it_is_asked(
    place: Place, chat: int
) -> None:
    reference, request = await place.leaves(chat)
    await place.staff("Hello.", to=request)
    await place.heard(chat, 2)
    place.api.person_sends(chat, text="When is it?")
    said = await place.heard(STAFF, 3)
    assert said[2].startswith(f"{reference}: they wrote back\n\n“When is it?”")
    # A reply to what they wrote back answers them as well, and so does one to a confirmation.
    await place.staff("At ten.", to=place.api.sent(STAFF)[2]["sent_as"])
    await place.staff("In room 3.", to=place.api.sent(STAFF)[1]["sent_as"])
    heard = await place.heard(chat, 4)
    assert heard[2:] == [f"{WHO}\n\nAt ten.", f"{WHO}\n\nIn room 3."]
    before = len(place.api.sent(STAFF))
    place.api.person_sends(chat, text="Assistant, what is involvement?")
    assert (await place.heard(chat, 5))[4] == "echo what is involvement?"
    assert len(place.api.sent(STAFF)) == before


async def test_a_crisis_card_comes_first_also_while_staff_are_answering(
    place: Place, chat: int
) -> None:
    _, request = await place.leaves(chat)
    await place.staff("Hello.", to=request)
    await place.heard(chat, 2)
    place.api.person_sends(chat, text="I want to kill myself")
    assert "116 123" in (await place.heard(chat, 3))[2]


async def test_closing_hands_back_and_says_so(place: Place, chat: int) -> None:
    reference, request = await place.leaves(chat)
    await place.staff("Hello.", to=request)
    assert "is closed" in await place.staff("/close", to=request)
    heard = await place.heard(chat, 3)
    assert reference in heard[2]
    assert "I answer again" in heard[2]
    place.api.person_sends(chat, text="hello?")
    assert (await place.heard(chat, 4))[3] == "echo hello?"
    assert "so nothing was sent" in await place.staff("Too late.", to=request)
    assert len(await place.heard(chat, 4)) == 4


async def test_claim_note_show_and_open(place: Place, chat: int) -> None:
    reference, request = await place.leaves(chat)
    assert await place.staff("/claim", to=request) == f"{reference} is yours."
    assert place.state(reference) == "claimed"
    assert "does not see it" in await place.staff(f"/note {reference} rang twice")
    full = await place.staff(f"/show {reference.lower()}")
    assert "rang twice" in full
    assert "claimed by Made Up" in full
    assert reference in await place.staff("/open")
    assert "Reply to a request's message" in await place.staff("/help")
    assert len(place.api.sent(chat)) == 1  # the person hears of none of it


async def test_talk_among_staff_and_other_bots_commands_are_let_be(place: Place, chat: int) -> None:
    reference, _ = await place.leaves(chat)
    place.staff_writes("Who takes this one?")
    place.staff_writes(f"/close@another_bot {reference}")
    place.staff_writes("/weather")
    assert "is yours" in await place.staff(f"/claim {reference}")
    assert len(place.api.sent(STAFF)) == 2
    assert place.state(reference) == "claimed"


async def test_what_cannot_be_passed_on_is_said(place: Place, chat: int) -> None:
    _, request = await place.leaves(chat)
    sticker = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}
    sticker |= {"type": "regular", "is_animated": False, "is_video": False}
    assert "Only text" in await place.staff(to=request, sticker=sticker)
    reply = place.staff_writes("Hello", to=request)
    await place.heard(chat, 2)
    edited = {**reply["message"], "text": "Hello!", "edit_date": reply["message"]["date"] + 1}
    number = place.api.message(STAFF)["update_id"]
    place.api.again({"update_id": number, "edited_message": edited})
    assert "as they were before" in (await place.heard(STAFF, 4))[3]
    assert len(place.api.sent(chat)) == 2


async def test_a_reply_about_a_request_that_was_erased_is_not_taken_for_talk(
    place: Place, chat: int
) -> None:
    reference, request = await place.leaves(chat)
    with place.records.writing() as db:
        db.execute(delete(t.handoff).where(t.handoff.c.reference == reference))
    assert "Nothing was sent" in await place.staff("Hello.", to=request)
    assert len(place.api.sent(chat)) == 1


@pytest.mark.parametrize("kind", ["private", "supergroup"])
async def test_an_outsider_can_do_nothing(place: Place, chat: int, kind: str) -> None:
    reference, request = await place.leaves(chat)
    outside = next(_chats) * (1 if kind == "private" else -1)
    answered = place.api.message(outside, kind, text="…")["message"]
    answered |= {"message_id": request, "from": {"id": 1234567, "is_bot": True, "first_name": "G"}}
    before = len(place.api.sent(STAFF))
    for text in ("I am staff.", f"/close {reference}", f"/show {reference}", "/open"):
        content = {"text": text, "reply_to_message": answered}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        place.api.again(place.api.message(outside, kind, sender=77, **content))
    # What comes after all of these shows that they have been handled.
    place.api.person_sends(outside if kind == "private" else chat, text="done")
    last = outside if kind == "private" else chat
    await until(lambda: "echo done" in [shown(body["text"]) for body in place.api.sent(last)])
    assert place.state(reference) == "open"
    assert len(place.api.sent(STAFF)) == before
    assert "mother" not in json.dumps(place.api.sent(outside))
    assert [text for text in await place.heard(chat, 1) if WHO in text] == []


async def test_a_reply_that_telegram_gives_twice_is_sent_once(place: Place, chat: int) -> None:
    _, request = await place.leaves(chat)
    update = place.staff_writes("Hello.", to=request)
    await place.heard(chat, 2)
    place.api.again(update)
    assert "is yours" not in await place.staff("/help")
    assert len(place.api.sent(chat)) == 2


async def test_a_person_who_blocked_the_bot_is_named_to_staff(place: Place, chat: int) -> None:
    reference, request = await place.leaves(chat)
    blocked = {"code": 403, "description": "Forbidden: bot was blocked by the user"}
    place.api.trouble("sendMessage", chat=chat, times=9, **blocked)
    await place.staff("Hello.", to=request)
    said = await place.heard(STAFF, 3)
    assert said[2].startswith(f"{reference}: NOT DELIVERED")
    assert "NOT DELIVERED" in await place.staff("/open")


async def test_somebody_who_asked_for_email_is_not_written_to_in_the_chat(
    place: Place, chat: int
) -> None:
    place.agent.reach = "email"
    reference, request = await place.leaves(chat)
    assert "asked for an answer by email" in await place.staff("Hello.", to=request)
    assert "marked as answered" in await place.staff("/answered", to=request)
    assert place.state(reference) == "answered"
    place.api.person_sends(chat, text="hello?")
    assert (await place.heard(chat, 2))[1] == "echo hello?"


class Visitor:
    """Somebody on the website."""

    def __init__(self, place: Place) -> None:
        self._web = place.web
        self._headers: dict[str, str] = {}

    async def comes(self) -> Visitor:
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


async def test_on_the_web_the_answer_is_there_when_the_person_looks(place: Place) -> None:
    visitor = await Visitor(place).comes()
    await visitor.says("send")
    reference = place.agent.references[-1]
    await place.heard(STAFF, 1)
    await place.staff("Yes, she can.", to=place.api.sent(STAFF)[0]["sent_as"])
    seen = await visitor.looks()
    assert seen[-1] == ("staff", "Yes, she can.")
    assert seen[-2][0] == "assistant"
    assert seen[-2][1].startswith(WHO)
    assert await visitor.says("Thank you!") == []
    assert "“Thank you!”" in (await place.heard(STAFF, 3))[2]
    assert await visitor.says("assistant: what is PPI?") == [("assistant", "echo what is PPI?")]
    await place.staff(f"/close {reference}")
    assert "I answer again" in (await visitor.looks())[-1][1]
    assert await visitor.says("hello") == [("assistant", "echo hello")]


async def test_a_return_code_finds_the_answer_in_a_new_tab(place: Place) -> None:
    first = await Visitor(place).comes()
    ((_, told),) = await first.says("send")
    code = told.rpartition("Your code is ")[2].rstrip(".")
    await place.heard(STAFF, 1)
    later = await Visitor(place).comes()
    (waiting,) = await later.says(code)
    assert "Nobody has answered it yet" in waiting[1]
    await place.staff("Yes, she can.", to=place.api.sent(STAFF)[0]["sent_as"])
    newest = await Visitor(place).comes()
    found = await newest.says(f"my code is {code.lower()}")
    assert ("staff", "Yes, she can.") in found
    assert await newest.says("Thank you!") == []
    assert "“Thank you!”" in (await place.heard(STAFF, 3))[2]
