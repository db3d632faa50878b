"""Notices added to an answer: which details were hidden, and the way to help in danger."""

from __future__ import annotations

from dataclasses import replace

from bot.content.replies import button_for, say
from bot.conversation.agent import Outcome
from bot.conversation.context import Kept, TurnContext
from bot.handoff.model import FORM
from bot.privacy import HIDDEN, say_hidden
from bot.records.people import person_reference

ASKED_FOR = frozenset({"email", "phone", "name"})
"""Personal data that the form asks for: in the form, no notice says that it was hidden."""

POSSIBLE_DANGER = "possible-danger"
"""The notice under an answer to a message that may point to danger."""

REFERENCE = "[reference]"
"""The placeholder in the notice `privacy` for the reference that `person_reference` gives."""

KEPT, DAYS, REQUEST_DAYS = "[kept]", "[days]", "[request days]"
"""Placeholders for the sentence on which words are kept, and for the days set in the settings."""


def with_notices(turn: TurnContext, outcome: Outcome, kept: Kept) -> Outcome:
    """The outcome with its notices added and its placeholders filled in.

    A crisis card, and an outcome without replies, stay as they are.
    """
    if not outcome.replies or outcome.decision == "crisis":
        return outcome
    replies = list(outcome.replies)
    if any("[" in part for reply in replies for part in reply.parts):
        values = _own_values(turn, kept)
        replies = [reply.with_values(values) for reply in replies]
    danger = turn.incoming.danger
    way_to_help = turn.pack.cards.get(turn.standing.crisis or "")
    if danger:
        line = say(turn.pack, turn.pack.cards[POSSIBLE_DANGER]).without_buttons()
        replies.append(line.with_buttons(button_for(turn.pack.cards[danger.card])))
    elif way_to_help:
        replies[-1] = replies[-1].with_buttons(button_for(way_to_help))
    kinds = _hidden(turn, outcome)
    if kinds:
        said = say(turn.pack, turn.pack.cards["personal-data"]).without_buttons()
        told = said.with_values({HIDDEN: say_hidden(kinds)})
        replies.insert(0, replace(told, title="", card_id=None))
    return replace(outcome, replies=tuple(replies))


def _own_values(turn: TurnContext, kept: Kept) -> dict[str, str]:
    """The values of the placeholders, for this person and these settings."""
    return {
        REFERENCE: person_reference(turn.standing.person),
        KEPT: turn.pack.cards[f"kept-{kept.text}"].meaning,
        DAYS: str(kept.days),
        REQUEST_DAYS: str(kept.request_days),
    }


def _hidden(turn: TurnContext, outcome: Outcome) -> list[str]:
    """The kinds of personal data that the person is told were hidden."""
    loops = (turn.standing.snapshot.active_loop, outcome.state.active_loop)
    in_form = FORM in loops or outcome.request is not None
    kinds = [piece.kind for piece in turn.said.pieces]
    return [kind for kind in kinds if not (in_form and kind in ASKED_FOR)]
