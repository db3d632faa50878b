"""What is said around an answer: what was hidden, the way to help, the person's own reference."""

from __future__ import annotations

from dataclasses import replace

from bot.content.pack import Pack
from bot.content.replies import choice_of, say
from bot.conversation.agent import AgentAnswer, AgentReply
from bot.conversation.context import Kept, Look
from bot.conversation.known_answers import filled
from bot.handoff.model import FORM
from bot.privacy import HIDDEN, say_hidden
from bot.records.people import person_reference

ASKED_FOR = frozenset({"email", "phone", "name"})
"""What the form asks for: nobody is told off for giving it."""

REFERENCE = "[reference]"
"""What the notice `privacy` has in place of the words by which staff find a person's records."""

KEPT, DAYS, REQUEST_DAYS = "[kept]", "[days]", "[request days]"
"""What it has in place of the sentence on words that are kept, and of the days as they are set."""


def with_notices(pack: Pack, look: Look, answer: AgentAnswer, kept: Kept) -> AgentAnswer:
    """The answer with what must be said around it: what was hidden, and the way to help."""
    replies = list(answer.replies)
    if any(mark in reply.text for reply in replies for mark in (REFERENCE, KEPT, REQUEST_DAYS)):
        for mark, value in (
            (REFERENCE, person_reference(look.standing.person)),
            (KEPT, pack.cards[f"kept-{kept.text}"].meaning),
            (DAYS, str(kept.days)),
            (REQUEST_DAYS, str(kept.request_days)),
        ):
            replies = [filled(reply, mark, value) for reply in replies]
    crisis = look.standing.crisis
    if not replies or answer.decision == "crisis":
        return answer
    if crisis in pack.cards:
        way = choice_of(pack.cards[crisis or ""])
        replies[-1] = replace(replies[-1], buttons=(*replies[-1].buttons, (way.title, way.payload)))
    loops = (look.standing.snapshot.active_loop, answer.snapshot.active_loop)
    in_form = FORM in loops or answer.handoff is not None
    kinds = [piece.kind for piece in look.said.pieces]
    if in_form:
        kinds = [kind for kind in kinds if kind not in ASKED_FOR]
    if kinds:
        notice = say(pack, pack.cards["personal-data"])
        hidden = filled(notice, HIDDEN, say_hidden(kinds)).text
        replies.insert(0, AgentReply(hidden, "notice", None, ()))
    return replace(answer, replies=tuple(replies))
