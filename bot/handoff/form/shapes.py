"""What the form takes in and gives back at each message."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.content.circumstances import Circumstances, Detail
from bot.content.dialogue import Answer
from bot.handoff.form.state import Form
from bot.handoff.model import NewRequest
from bot.understanding.message import Understanding

REACHES = ("email", "phone")


@dataclass(frozen=True)
class Heard:
    """One message from somebody who is filling in the form, and what surrounds it."""

    understood: Understanding
    around: Circumstances = field(default_factory=Circumstances)

    @property
    def text(self) -> str:
        """The text of the message, with tokens in place of personal data."""
        return self.understood.text

    @property
    def contact(self) -> Detail | None:
        """The first valid email address or telephone number in the message, or None."""
        given = (one for one in self.around.details if one.valid and one.kind in REACHES)
        return next(given, None)


@dataclass(frozen=True, kw_only=True)
class FormAnswer(Answer):
    """An answer, and the form after it. `goes_on`: the next message is for the form too."""

    form: Form
    goes_on: bool = True
    request: NewRequest | None = None
