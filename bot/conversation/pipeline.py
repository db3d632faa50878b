"""The steps of a turn, in order. The first step that returns a result ends the turn.

A step returns an outcome to be stored, a finished result, or None: then the next step gets the
message. Danger is not a step: it is judged before them, so that a crisis card waits for none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.content.circumstances import Circumstances, Detail
from bot.content.replies import ERASE, say
from bot.conversation import fixed_outcomes
from bot.conversation.agent import AgentRequest, Outcome
from bot.conversation.context import Resources, TurnContext, TurnResult
from bot.errors import NotReady
from bot.handoff.model import FORM
from bot.messages import Press
from bot.safety.language import other_language
from bot.text import as_typed, unreadable

log = logging.getLogger("ppi_guide.turn")

TO_THE_ASSISTANT = "assistant"
"""A message that begins with this word goes to the assistant even while staff are answering."""


async def erase(resources: Resources, turn: TurnContext) -> TurnResult | None:
    """Delete all that is stored about the person, when they have confirmed it with the button."""
    if turn.press != ERASE:
        return None
    await asyncio.to_thread(resources.records.erase, turn.incoming.conversation)
    said = fixed_outcomes.unstored(say(turn.pack, turn.pack.cards["deleted"]))
    return TurnResult((said,), intent="delete_my_data", erased=True)


async def when_closed(resources: Resources, turn: TurnContext) -> Outcome | None:
    """Say that the assistant is closed, if it is. The button "Get help now" works all the same."""
    pressed_for_help = Press.read(turn.press).intent == fixed_outcomes.CRISIS_INTENT
    if not resources.closed or pressed_for_help:
        return None
    return fixed_outcomes.closed_door(turn.pack, resources.closed)


async def with_staff(_: Resources, turn: TurnContext) -> Outcome | None:
    """Leave a message to the staff while they are answering; the assistant then says nothing.

    It says nothing to a return code either: the turn shows what the staff have answered.
    """
    called = turn.text.lower().startswith(TO_THE_ASSISTANT)
    if not turn.press and (turn.back or (turn.talk and not called)):
        return fixed_outcomes.fixed(fixed_outcomes.FOR_A_PERSON)
    if turn.talk and called:
        turn.title = turn.title[len(TO_THE_ASSISTANT) :].lstrip(" ,:;.-–—")
        turn.said = replace(turn.said, text=turn.title)
    turn.talk = None
    return None


async def agent_is_there(resources: Resources, _: TurnContext) -> None:
    """Wait until the agent is loaded or has failed to load: the later steps need what it loads.

    The step for other languages uses spaCy, which the loading thread is importing. Two threads that
    import the same packages at once can wait for each other for ever.
    """
    if not resources.agent.ready:
        await resources.agent.settled()


async def in_another_language(_: Resources, turn: TurnContext) -> Outcome | None:
    """Answer a message in another language, except in the form, where people type names."""
    if turn.press or _in_form(turn) or unreadable(turn.text) == "too-long":
        return None
    language = other_language(turn.text, turn.pack.words_of_terms)
    return fixed_outcomes.in_another_language(turn.pack, language) if language else None


async def unreadable_text(_: Resources, turn: TurnContext) -> Outcome | None:
    """Answer a message that has nothing to read, is too long or is in another alphabet."""
    why = None if turn.press else unreadable(turn.text)
    # A person can read what the assistant cannot, so the form takes any letters and signs.
    if why is None or (why != "too-long" and _in_form(turn) and as_typed(turn.text)):
        return None
    if why == "too-long":
        turn.title = ""  # so long a text is not stored
    return fixed_outcomes.notice(turn.pack, why)


async def ask_agent(resources: Resources, turn: TurnContext) -> Outcome:
    """Ask the agent; if it fails or gives no reply, the person gets the notice `failed`.

    Raises:
        NotReady: the agent could not be loaded.
    """
    request = AgentRequest(
        turn.incoming.conversation,
        as_typed(turn.said.text),
        turn.press,
        turn.standing.snapshot,
        _circumstances(resources, turn),
    )
    try:
        outcome = await resources.agent.answer(request)
    except NotReady:
        raise
    except Exception as error:
        log.error("The agent failed on a turn: %s", type(error).__name__)
        return fixed_outcomes.notice(turn.pack, "failed")
    if not outcome.replies:
        log.error("The agent gave no reply to the intent %s", outcome.understanding.intent)
        return replace(outcome, replies=(say(turn.pack, turn.pack.cards["failed"]),))
    return outcome


Step = Callable[[Resources, TurnContext], Awaitable[Outcome | TurnResult | None]]

STEPS: tuple[Step, ...] = (
    erase,
    when_closed,
    with_staff,
    agent_is_there,
    in_another_language,
    unreadable_text,
    ask_agent,
)


def _in_form(turn: TurnContext) -> bool:
    return turn.standing.snapshot.active_loop == FORM


def _circumstances(resources: Resources, turn: TurnContext) -> Circumstances:
    return Circumstances(
        channel=turn.incoming.channel,
        handoff=resources.handoff_offered,
        calm=turn.standing.crisis is not None,
        details=tuple(
            Detail(piece.token, piece.kind, piece.checked is not None) for piece in turn.said.pieces
        ),
        days=resources.kept.request_days,
    )
