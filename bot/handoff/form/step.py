"""What the form takes in and gives back at each message."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.content.around import Around
from bot.content.replies import Reply
from bot.content.understood import Decision, Memory, Understood
from bot.handoff.form.state import Form
from bot.handoff.model import NewRequest

REACHES = ("email", "phone")


@dataclass(frozen=True)
class Detail:
    """Something private in a message: its token, its kind, and whether it is valid."""

    token: str
    kind: str
    valid: bool


@dataclass(frozen=True)
class Heard:
    """One message. `press` is what the form's own button says; `days`: as `form_asking.ask`."""

    understood: Understood
    channel: str
    details: tuple[Detail, ...] = ()
    press: str = ""
    around: Around = field(default_factory=Around)
    days: int = 30

    @property
    def text(self) -> str:
        """The words, with tokens in the place of details."""
        return self.understood.text

    @property
    def contact(self) -> Detail | None:
        """The email address or telephone number that was given."""
        return next((one for one in self.details if one.valid and one.kind in REACHES), None)


@dataclass(frozen=True)
class Step:
    """What is said, and what is remembered. `goes_on`: the next message is the form's as well."""

    replies: tuple[Reply, ...]
    form: Form
    memory: Memory
    goes_on: bool = True
    request: NewRequest | None = None
    decision: Decision = "answer"
