"""What stands around a conversation: whether a message can be left, and whether it must be calm."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.content.pack import Pack
from bot.content.replies import Choice, Reply

LEAVE = "leave-message"
"""The card whose button opens the form."""

QUIZ, JOKE, NOT_NOW = "start_quiz", "joke", "not-now"
OPEN_FORM = '/contact_person{"handoff": "start"}'


@dataclass(frozen=True)
class Around:
    """What an answer must know besides the words (bot/conversation/service.py, `_around`).

    `handoff`: a message for a person can be left; `calm`: a crisis card was shown before;
    `unfinished`: a message was begun and can be gone on with; `waits`: it was not left on purpose.
    """

    handoff: bool = False
    calm: bool = False
    unfinished: bool = False
    waits: bool = False


def fitting(pack: Pack, reply: Reply, around: Around) -> Reply:
    """A reply without the choices that are not open now: no form, no quiz."""
    choices: list[Choice] = []
    for choice in reply.choices:
        if choice.card == LEAVE and around.handoff:
            title = pack.form.go_on if around.unfinished else choice.title
            choices.append(replace(choice, title=title))
        elif choice.card != LEAVE and not (around.calm and choice.payload.startswith(f"/{QUIZ}")):
            choices.append(choice)
    return replace(reply, choices=tuple(choices))


def going_on(pack: Pack, replies: tuple[Reply, ...], around: Around) -> tuple[Reply, ...]:
    """Replies with a button back to a message that was begun and waits."""
    go_on = Choice(pack.form.go_on, OPEN_FORM)
    offered = any(choice.title == go_on.title for reply in replies for choice in reply.choices)
    if not (around.waits and around.handoff) or offered or replies[-1].kind == "crisis":
        return replies
    last = replace(replies[-1], choices=(*replies[-1].choices, go_on))
    return (*replies[:-1], last)


def inviting(pack: Pack, reply: Reply) -> Reply:
    """The contact's details, and then that a message can be left here."""
    first = pack.cards[str(reply.card_id)].meaning
    text = reply.text.replace(first, f"{first}\n\n{pack.form.invitation}", 1)
    view = reply.card and {**reply.card, "parts": [*reply.card["parts"], pack.form.invitation]}
    return replace(reply, text=text, card=view)
