"""What the form holds between two messages. Its texts hold tokens, never details."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from bot.handoff.model import Role

Asking = Literal["role", "reach", "contact", "consent", "message", "check", "change"]
ROLES: tuple[Role, ...] = get_args(Role)
MOST_SENT = 5
"""Requests whose old buttons still say that they were sent."""

_TOKEN = re.compile(r"\[[a-z][a-z ]* \d+\]", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """A message for a person while it is written.

    `run` is in the form's buttons, so that those of an older form are known; it is "" when there is
    no form. The same `key` is the same request. `token` stands for the email address or telephone
    number. `parts` are what was written for the person, `last` how the last part was understood.
    `fresh`: it was just begun or gone on with. `stopped`: the person left it. `warned`: a crisis
    card was shown for what was written. `sent`: run and reference of what was sent before.
    """

    run: str = ""
    key: str = ""
    asking: Asking = "role"
    role: str = ""
    reach: str = ""
    token: str = ""
    consent: bool = False
    with_talk: bool = False
    parts: tuple[str, ...] = ()
    last: dict[str, Any] | None = None
    fresh: bool = False
    stopped: bool = False
    forgot: bool = False
    warned: bool = False
    sent: tuple[tuple[str, str], ...] = ()

    @property
    def open(self) -> bool:
        """Whether there is something to go on with."""
        return bool(self.run)

    @property
    def message(self) -> str:
        """What was written for the person."""
        return "\n".join(self.parts)

    @property
    def missing(self) -> Asking | None:
        """The first thing that is still to be asked, or None."""
        if not self.role:
            return "role"
        if not self.reach:
            return "reach"
        if self.reach != "here" and not self.token:
            return "contact"
        if not self.consent:
            return "consent"
        return None if self.parts else "message"

    def entered(self) -> Form:
        """The form begun anew, or gone on with after it was left."""
        if not self.open:
            run, key = secrets.token_hex(3), secrets.token_hex(16)
            return Form(run=run, key=key, fresh=True, sent=self.sent)
        kept = self.left()
        kept = kept if kept.open else replace(self, token="")
        return replace(kept, asking=kept.missing or "check", fresh=True, stopped=False)

    def left(self) -> Form:
        """The form when it is left: what tokens stand for is forgotten, so they go as well."""
        if not (self.role or self.reach or self.parts):
            return Form(sent=self.sent)
        private = bool(_TOKEN.search(self.message))
        return replace(
            self,
            token="",
            parts=() if private else self.parts,
            last=None,
            stopped=True,
            forgot=self.forgot or private,
        )

    def finished(self, reference: str) -> Form:
        """No form, and the reference of what was sent."""
        return Form(sent=(*self.sent, (self.run, reference))[-MOST_SENT:])

    def as_slot(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def form_of(kept: dict[str, Any] | None) -> Form:
    """The form as it was kept; an empty one when there is none."""
    if not kept:
        return Form()
    known = {name: value for name, value in kept.items() if name in Form.__dataclass_fields__}
    known["parts"] = tuple(known.get("parts") or ())
    known["sent"] = tuple((run, reference) for run, reference in known.get("sent") or ())
    return Form(**known)
