"""What people do on Telegram, as updates, and how the bot gets them: by polling or by its webhook."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
import time
from typing import Any

import httpx
from telegram.constants import PollingLimit

from tests.support.people import ZEBEDEE, Persona

ME = {
    "id": 1234567,
    "is_bot": True,
    "first_name": "PPI Guide",
    "username": "ppi_guide_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
Update = dict[str, Any]
NO_NUMBER = 2**62


class Updates:
    """Each waits until an `offset` acknowledges it, or until the webhook answers 200."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []
        self.repeats: list[Update] = []
        self.came: dict[int, float] = {}
        """By number of the update: when it came first, in seconds of `time.monotonic`."""
        self.webhook: dict[str, Any] = {}
        self.pushed: list[int] = []
        self._numbers = itertools.count(1)
        self._queries: set[str] = set()
        self._given: set[int] = set()
        self._odd: list[Any] = []
        self._offset = 0
        self._pushing = False

    # Updates that are made, and not given yet.

    def message(
        self,
        chat: int,
        kind: str = "private",
        sender: int | None = None,
        who: Persona = ZEBEDEE,
        **content: Any,
    ) -> Update:
        """A message of a person, whose profile has a name."""
        number = next(self._numbers)
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": kind, "title": "Made up"},
            "from": who.profile(sender or abs(chat)),
            **content,
        }
        return {"update_id": number, "message": message}

    def press(
        self, chat: int, data: str, under: dict[str, Any] | None = None, kind: str = "private"
    ) -> Update:
        """A press of a button; `under` is the call that sent the message with the button."""
        update = self.message(chat, kind=kind, text="…")
        person, message = update["message"]["from"], update["message"]
        message["from"] = ME
        if under is not None:
            message["message_id"] = under["sent_as"]
            message["reply_markup"] = json.loads(under["reply_markup"])
        query = {"id": f"q{update['update_id']}", "from": person, "chat_instance": "1"}
        query |= {"message": message, "data": data}
        self._queries.add(query["id"])
        return {"update_id": update["update_id"], "callback_query": query}

    def inline_query(self, person: int, text: str) -> Update:
        """What somebody types after the bot's name, in any chat."""
        update = self.message(person, text=text)
        query = {"id": f"i{update['update_id']}", "from": update["message"]["from"]}
        query |= {"query": text, "offset": ""}
        self._queries.add(query["id"])
        return {"update_id": update["update_id"], "inline_query": query}

    # What people do.

    def person_sends(self, chat: int, **content: Any) -> Update:
        """A message of a person in a private chat."""
        return self.again(self.message(chat, **content))

    def command(self, chat: int, text: str) -> Update:
        """A command of a person in a private chat, marked as Telegram marks it."""
        entity = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        return self.person_sends(chat, text=text, entities=[entity])

    def person_edits(self, chat: int, text: str) -> Update:
        update = self.message(chat, text=text, edit_date=int(time.time()))
        return self.again({"update_id": update["update_id"], "edited_message": update["message"]})

    def person_presses(
        self, chat: int, data: str, under: dict[str, Any] | None = None, kind: str = "private"
    ) -> Update:
        return self.again(self.press(chat, data, under, kind))

    def person_types_inline(self, person: int, text: str) -> Update:
        return self.again(self.inline_query(person, text))

    def again(self, update: Update) -> Update:
        """Deliver an update, or deliver it once more."""
        self.came.setdefault(update["update_id"], time.monotonic())
        self.waiting.append(update)
        return update

    def repeat(self, update: Update) -> None:
        """Give an update once more although it was acknowledged."""
        self.repeats.append(update)

    # How the bot gets them.

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Any]:
        """What waits from `offset` on, as soon as there is something; nothing after `seconds`."""
        until = time.monotonic() + seconds
        while True:
            if offset > self._offset:  # all that was given with the last ones is acknowledged
                self._offset = offset
                self.waiting = [u for u in self.waiting if not any(u is odd for odd in self._odd)]
            self.waiting = [u for u in self.waiting if _number(u) >= offset]
            repeats = [u for u in self.repeats if _number(u) in self._given]
            self.repeats = [u for u in self.repeats if u not in repeats]
            given = repeats + self.waiting[: min(limit, PollingLimit.MAX_LIMIT)]
            if given or time.monotonic() > until:
                self._given.update(map(_number, given))
                self._odd = [u for u in given if _number(u) == NO_NUMBER]
                return given
            await asyncio.sleep(0.005)

    def push(self) -> None:
        """Send what waits and what comes to the webhook, for as long as there is one."""
        if not self._pushing:
            self._pushing = True
            threading.Thread(target=self._push_all, daemon=True).start()

    def _push_all(self) -> None:
        """Each until it is taken, as Telegram does."""
        with httpx.Client(timeout=10) as client:
            while self.webhook:
                for update in list(self.waiting):
                    with contextlib.suppress(httpx.TransportError, KeyError):
                        headers = {
                            "X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"],
                            "Content-Type": "application/json",
                        }
                        answer = client.post(
                            self.webhook["url"], content=json.dumps(update), headers=headers
                        )
                        self.pushed.append(answer.status_code)
                        if answer.status_code == 200 and update in self.waiting:
                            self.waiting.remove(update)
                time.sleep(0.01)
        self._pushing = False


def _number(update: Any) -> int:
    """A malformed update is given until the next acknowledgement."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else NO_NUMBER
