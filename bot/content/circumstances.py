"""What an answer depends on besides the message, and which buttons of a reply fit it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.content.pack import Pack
from bot.messages import Button, Press, Reply

LEAVE = "leave-message"
"""The card whose button opens the form."""

QUIZ, JOKE, NOT_NOW = "start_quiz", "joke", "not-now"
OPEN_FORM = str(Press("contact_person", "handoff", "start"))


@dataclass(frozen=True)
class Detail:
    """A piece of personal data in a message: its token, its kind, and whether it is valid."""

    token: str
    kind: str
    valid: bool


@dataclass(frozen=True)
class Circumstances:
    """What an answer depends on besides the message.

    `handoff`: a message for a person can be left. `calm`: a crisis card was shown before, so no
    quiz and no jokes. `details`: the personal data in the message. `days`: how long a closed
    request is kept. `unfinished`: the form was begun and can be gone on with. `waits`: the same,
    and the person did not stop it on purpose.
    """

    channel: str = ""
    handoff: bool = False
    calm: bool = False
    details: tuple[Detail, ...] = ()
    days: int = 30
    unfinished: bool = False
    waits: bool = False


def fitting(pack: Pack, reply: Reply, around: Circumstances) -> Reply:
    """A reply without the buttons for a form or a quiz that cannot be opened now."""
    buttons: list[Button] = []
    for button in reply.buttons:
        press = Press.read(button.press)
        if press.card == LEAVE:
            if around.handoff:
                title = pack.form.go_on if around.unfinished else button.title
                buttons.append(replace(button, title=title))
        elif not (around.calm and press.intent == QUIZ):
            buttons.append(button)
    return replace(reply, buttons=tuple(buttons))


def going_on(pack: Pack, replies: tuple[Reply, ...], around: Circumstances) -> tuple[Reply, ...]:
    """The replies, with a button back to the form if a message was begun in it and waits."""
    go_on = Button(pack.form.go_on, OPEN_FORM)
    offered = any(button.title == go_on.title for reply in replies for button in reply.buttons)
    if not (around.waits and around.handoff) or offered or replies[-1].kind == "crisis":
        return replies
    return (*replies[:-1], replies[-1].with_buttons(go_on))


def inviting(pack: Pack, reply: Reply) -> Reply:
    """A reply with the contact's details; after them it says that a message can be left here."""
    first, *rest = reply.parts
    return replace(reply, parts=(first, pack.form.invitation, *rest))
