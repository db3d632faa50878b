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
    """One message of somebody who is filling in the form."""

    understood: Understanding
    around: Circumstances = field(default_factory=Circumstances)

    @property
    def text(self) -> str:
        """The words, with tokens in the place of details."""
        return self.understood.text

    @property
    def contact(self) -> Detail | None:
        """The email address or telephone number that was given."""
        given = (one for one in self.around.details if one.valid and one.kind in REACHES)
        return next(given, None)


@dataclass(frozen=True, kw_only=True)
class FormAnswer(Answer):
    """An answer, and the form after it. `goes_on`: the next message is the form's as well."""

    form: Form
    goes_on: bool = True
    request: NewRequest | None = None
