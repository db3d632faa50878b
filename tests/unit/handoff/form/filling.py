"""Somebody who fills in the form: its plain logic, no model and no database."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Self

from bot.content.circumstances import Circumstances, Detail
from bot.content.dialogue import Memory
from bot.content.pack import Pack
from bot.handoff.form.filling import take_step
from bot.handoff.form.shapes import FormAnswer, Heard
from bot.handoff.form.state import Form, form_of
from bot.messages import Button, Press
from bot.understanding.message import Understanding

OFFERED = Circumstances(handoff=True)
MAIL = Detail("[email 1]", "email", True)
BAD_MAIL = Detail("[email 1]", "email", False)
PHONE = Detail("[phone 1]", "phone", True)
BAD_PHONE = Detail("[phone 1]", "phone", False)


class Filling:
    """Somebody who fills in the form on a channel."""

    def __init__(self, pack: Pack, channel: str = "web", around: Circumstances = OFFERED) -> None:
        self.pack, self.channel, self.around = pack, channel, around
        self.form = Form().entered()
        self.memory = Memory()
        self.step: FormAnswer
        self._hears(Understanding("contact_person"), press="start")

    def _hears(self, understood: Understanding, *details: Detail, press: str = "") -> str:
        around = replace(self.around, channel=self.channel, details=details)
        heard = Heard(replace(understood, form_press=press), around)
        self.step = take_step(self.pack, self.form, heard, self.memory)
        # As it is kept between two messages.
        self.form = form_of(json.loads(json.dumps(self.step.form.as_slot())))
        self.memory = self.step.memory
        return self.heard

    @property
    def heard(self) -> str:
        return "\n\n".join(reply.text for reply in self.step.replies)

    @property
    def buttons(self) -> dict[str, Button]:
        return {button.title: button for reply in self.step.replies for button in reply.buttons}

    def says(self, text: str, *details: Detail, intent: str = "out_of_scope", **more: Any) -> str:
        decision = more.pop("decision", "refuse" if intent == "out_of_scope" else "answer")
        return self._hears(Understanding(intent, decision, text, **more), *details)

    def presses(self, title: str) -> str:
        return self.uses(self.buttons[title])

    def uses(self, button: Button) -> str:
        press = Press.read(button.press)
        return self._hears(Understanding(press.intent, text=button.press), press=press.value)

    def comes_back(self) -> str:
        self.form = self.form.entered()
        return self._hears(Understanding("contact_person"), press="start")

    def as_far_as(self, step: str) -> Self:
        """Up to a question."""
        if step == "role":
            return self
        self.presses("A carer or family member")
        if step == "reach":
            return self
        self.presses("By email")
        if step == "contact":
            return self
        self.says("[email 1]", MAIL)
        if step == "consent":
            return self
        self.presses("Yes, only my message")
        if step == "message":
            return self
        self.says("Please tell me about the panel.")
        assert self.form.asking == "check"
        return self
