"""What there is on Telegram alone: commands, the glossary, pictures, groups, inline mode, staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.support.bot_api import ME, BotApi
from tests.support.golden.people import TelegramTalk, WebTalk
from tests.support.golden.placeholders import Placeholders, readable
from tests.support.golden.talks import BY_MAIL, HERE, MESSAGE, PERSON, SELF_HARM

STAFF = -1001234
BOT = "@ppi_guide_bot"
ONE = {"file_id": "a", "file_unique_id": "b"}
PICTURE = [{**ONE, "width": 1, "height": 1}]
COMMANDS = (
    *("start", "help", "terms", "compare", "quiz", "contact"),
    *("privacy", "deletemydata", "stop", "nonsense"),
)
QUERIES = ("", "co-prod", "invol", "biobnak", "zzzz", SELF_HARM)


def commands(talk: TelegramTalk) -> None:
    talk.plays(f"/{name}" for name in COMMANDS)
    talk.plays(("/START", f"/help{BOT}", f"/start {SELF_HARM}", "/start no-such-card"))


def links(talk: TelegramTalk) -> None:
    talk.plays(f"/start {name}" for name in COMMANDS)


def glossary(talk: TelegramTalk) -> None:
    """Every page of it."""
    talk.say("/terms")
    for letter in list(talk.shown):
        talk.press(letter)
        while "Next page" in talk.shown:
            talk.press("Next page")
    talk.press("All letters")


def odd(talk: TelegramTalk) -> None:
    """What is no text, forged buttons, a message that was edited."""

    def sends(said: str, least: int = 1, **content: Any) -> None:
        talk.does(said, lambda: talk.sends(**content), least)

    sends("a voice message", voice={**ONE, "duration": 1})
    sends("a picture", photo=PICTURE)
    sends("a picture with words", photo=PICTURE, caption="is a biobank a bank?")
    sends("a picture with danger", 2, photo=PICTURE, caption=SELF_HARM)  # it waits for no order
    sends("a new title", 0, new_chat_title="A title")
    for data in ("never-offered", "t:Q:7", "t:B:0", "c:biobank", "c:crisis-danger", "c:nowhere"):
        talk.presses_data(data)
    talk.edits("What is PPI?")


_COMMANDS = [f"/{name}{BOT}" for name in COMMANDS]
_PERSONAL = (" can I talk to a person?", " start the quiz", " what do you store about me?")
# A few steps in each: in one group a bot may send 20 messages a minute.
GROUPS = {
    "group-commands": (*_COMMANDS[:5], "What is involvement?"),
    "group-more-commands": tuple(_COMMANDS[5:]),
    "group-questions": (BOT, f"{BOT} what is a biobank?", f"{BOT} /help", f"{BOT} {SELF_HARM}"),
    "group-personal": (*(f"{BOT}{said}" for said in _PERSONAL), f"{BOT} zzkk qqpw"),
    "group-buttons": ("> c:biobank", "> t:A:0", "> never-offered"),
}


def group(steps: tuple[str, ...], talk: TelegramTalk) -> None:
    for step in steps:
        if step.startswith("> "):
            talk.presses_data(step.removeprefix("> "))
        elif BOT in step:
            talk.say(step)
        else:
            talk.says_unanswered(step)


ONLY_TELEGRAM: dict[str, Callable[[TelegramTalk], None]] = {
    one.__name__: one for one in (commands, links, glossary, odd)
}


def inline(api: BotApi, person: int) -> str:
    """What inline mode offers."""
    heard = []
    for typed in QUERIES:
        query = api.person_types_inline(person, typed)["inline_query"]["id"]

        def answers(query: str = query) -> list[dict[str, Any]]:
            return [b for b in api.made("answerInlineQuery") if b["inline_query_id"] == query]

        api.wait_until(lambda: bool(answers()))
        heard.append({"said": typed, "calls": answers()})
    return readable(Placeholders().json(heard))


def menu(api: BotApi) -> str:
    """What the bot tells Telegram at its start."""
    told = [{"method": m, **body} for m, body in api.calls if m.startswith(("set", "delete"))]
    return readable(Placeholders().json(told))


class Staff:
    """The staff chat, beside the talk of one person."""

    def __init__(self, api: BotApi, talk: TelegramTalk | WebTalk) -> None:
        self._api, self._talk = api, talk
        self._seen = len(api.calls)

    def hears(self) -> dict[str, Any]:
        """The next message in the staff chat."""
        new = self._new
        self._api.wait_until(lambda: bool(new()))
        place, body = new()[0]
        self._seen = place + 1
        shown = {name: value for name, value in body.items() if name != "sent_as"}
        self._talk.heard.append({"in the staff chat": self._talk.names.json(shown)})
        return body

    def says(self, text: str, to: dict[str, Any] | None = None, answered: bool = True) -> None:
        content: dict[str, Any] = {"text": text}
        if to:
            about = self._api.message(STAFF, "supergroup", text="…")["message"]
            content["reply_to_message"] = about | {"message_id": to["sent_as"], "from": ME}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self._talk.heard.append({"staff say": self._talk.names.text(text)})
        self._api.again(self._api.message(STAFF, "supergroup", sender=77, **content))
        if answered:
            self.hears()

    def _new(self) -> list[tuple[int, dict[str, Any]]]:
        found = enumerate(self._api.calls[self._seen :], self._seen)
        chat = str(STAFF)
        return [
            (place, body)
            for place, (method, body) in found
            if method == "sendMessage" and body["chat_id"] == chat
        ]


def staff_on_telegram(api: BotApi, talk: TelegramTalk) -> None:
    staff = Staff(api, talk)
    talk.plays((*PERSON, "> A patient", HERE, "> Yes, only my message", MESSAGE, "> Send"))
    request = staff.hears()
    reference = talk.names.references[0]
    for text in ("/open", "/help", f"/claim {reference}", f"/note {reference} rang twice"):
        staff.says(text)
    staff.says(f"/show {reference}")
    staff.says("Yes, come on Monday.", to=request)
    talk.hears()
    talk.says_unanswered("When is it?")
    staff.hears()
    staff.says("At ten.", to=request)
    talk.hears()
    talk.plays(("assistant, what is PPI?", SELF_HARM))
    staff.hears()
    staff.says("/close", to=request)
    talk.hears()
    talk.say("hello")
    staff.says("Too late.", to=request)


def staff_by_mail(api: BotApi, talk: TelegramTalk) -> None:
    """Somebody who asked for an answer by email is not written to in the chat."""
    staff = Staff(api, talk)
    talk.plays((*BY_MAIL, MESSAGE, "> Send"))
    request = staff.hears()
    for text in ("Hello.", "/answered", "/close"):
        staff.says(text, to=request)
    talk.say("hello")


def staff_on_web(api: BotApi, talk: WebTalk) -> None:
    staff, request = _left_on_web(api, talk)
    staff.says("Yes, come on Monday.", to=request)
    talk.looks()
    talk.say("Thank you!")
    staff.hears()
    talk.say("assistant: what is PPI?")
    staff.says("/close", to=request)
    talk.looks()
    talk.say("hello")


def staff_with_code(api: BotApi, talk: WebTalk, later: WebTalk, newest: WebTalk) -> None:
    """The same person comes back with the code on other days."""
    staff, request = _left_on_web(api, talk)
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", str(talk.body))
    assert code
    later.say(code.group())
    staff.says("Yes, come on Monday.", to=request)
    newest.sends("my code is … (in small letters)", text=f"my code is {code.group().lower()}")
    newest.say("Thank you!")
    staff.hears()
    staff.says("/close", to=request)
    newest.looks()


def _left_on_web(api: BotApi, talk: WebTalk) -> tuple[Staff, dict[str, Any]]:
    staff = Staff(api, talk)
    talk.plays((*PERSON, "> A patient", HERE, "> Yes, only my message", MESSAGE, "> Send"))
    return staff, staff.hears()
