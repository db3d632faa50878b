"""What the form keeps between two turns. Its texts hold tokens in place of personal data."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from bot.handoff.model import Role

Asking = Literal["role", "reach", "contact", "consent", "message", "check", "change"]
ROLES: tuple[Role, ...] = get_args(Role)
MOST_SENT = 5
"""How many sent requests are remembered, so that their old buttons say that they were sent."""

_TOKEN = re.compile(r"\[[a-z][a-z ]* \d+\]", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """The form while it is being filled in.

    `run` is a random id in the form's buttons, by which a button of an older form is recognised; ""
    when there is no form. `key` is the key of the request. `token` stands for the email address or
    telephone number. `parts` are the parts of the message, `last` how the last part was understood.
    `fresh`: it was just begun or resumed. `stopped`: the person left it. `forgot`: the message was
    deleted because it held personal data. `warned`: a crisis card was shown for the message.
    `sent`: the `run` and the reference of requests sent before.
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
        """Whether a form was begun that can be gone on with."""
        return bool(self.run)

    @property
    def message(self) -> str:
        """The message for a person, with its parts on separate lines."""
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
        """A new form if none is open, else this one, resumed after it was left."""
        if not self.open:
            run, key = secrets.token_hex(3), secrets.token_hex(16)
            return Form(run=run, key=key, fresh=True, sent=self.sent)
        kept = self.left()
        kept = kept if kept.open else replace(self, token="")
        return replace(kept, asking=kept.missing or "check", fresh=True, stopped=False)

    def left(self) -> Form:
        """The form when the person leaves it: without tokens, as what they stand for is deleted."""
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
        """An empty form that remembers the reference of the request just sent."""
        return Form(sent=(*self.sent, (self.run, reference))[-MOST_SENT:])

    def as_slot(self) -> dict[str, Any]:
        """The form as it is stored in a slot."""
        return asdict(self)


def form_of(kept: dict[str, Any] | None) -> Form:
    """The form from its slot; an empty one when the slot is empty."""
    if not kept:
        return Form()
    known = {name: value for name, value in kept.items() if name in Form.__dataclass_fields__}
    known["parts"] = tuple(known.get("parts") or ())
    known["sent"] = tuple((run, reference) for run, reference in known.get("sent") or ())
    return Form(**known)
