"""Whether people get what they asked for: the right card, or the right one among those offered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.pack import Pack
from bot.content.ranked import weigh
from bot.evaluation.figures import Figure, calibration_error, share_of
from bot.understanding.asked import card_and_part
from bot.understanding.message import Understanding

NO_ANSWER = "-"
"""What a set has for `best` where no card answers, and saying so is right."""


@dataclass(frozen=True)
class Wanted:
    """A question, the card (or "card#part") that answers it best, and others that answer it too."""

    text: str
    best: str
    also: tuple[str, ...] = ()

    @property
    def cards(self) -> frozenset[str]:
        """The cards that answer it."""
        return frozenset(card_and_part(label)[0] for label in (self.best, *self.also))


@dataclass(frozen=True)
class Served:
    """What became of one question."""

    answered: bool
    right: bool
    offered: bool
    refused: bool

    @property
    def in_the_end(self) -> bool:
        """Answered rightly, or asked back with the right card among those offered."""
        return self.right or self.offered


def judge_answer(pack: Pack, wanted: Wanted, answer: dict[str, Any]) -> Served:
    """What an answer, in the form of the command line's contract, is worth to who asked."""
    shown = {reply.get("card") for reply in answer["replies"]}
    asked_back = "clarify" in shown
    titles = {button["title"] for reply in answer["replies"] for button in reply["buttons"]}
    buttons = {pack.cards[card].button for card in wanted.cards if card in pack.cards}
    nothing = shown <= {"not-known", "sorry", "sorry-again", "out-of-scope", None}
    right = bool(shown & wanted.cards) or (wanted.best == NO_ANSWER and nothing)
    return Served(
        answered=not asked_back and not nothing,
        right=right and not asked_back,
        offered=asked_back and bool(titles & buttons),
        refused=bool(shown & {"out-of-scope", "medical", "legal"}) and not right,
    )


async def measure_served(
    name: str,
    pack: Pack,
    wanted: Sequence[Wanted],
    ask: Callable[[str], Awaitable[dict[str, Any]]],
    understand: Callable[[str], Awaitable[Understanding]],
) -> tuple[dict[str, Figure], dict[str, float]]:
    """The figures over some questions, and the calibration of the odds; each named with `name`."""
    served = [judge_answer(pack, one, await ask(one.text)) for one in wanted]
    sure = [one for one in served if one.answered]
    odds = [weigh(pack, await understand(one.text)) for one in wanted]
    first = [found.cards[0] if found.cards else None for found in odds]
    known = [(one, card) for one, card in zip(wanted, first, strict=True) if card]
    error = calibration_error(
        [card.probability for _, card in known],
        [card.card.id in one.cards for one, card in known],
    )
    figures = {
        f"{name}: right card": share_of([one.right for one in served]),
        f"{name}: served right in the end": share_of([one.in_the_end for one in served]),
        f"{name}: answered and not asked back": share_of([one.answered for one in served]),
        f"{name}: of those answered, right": share_of([one.right for one in sure]),
        f"{name}: not wrongly refused": share_of([not one.refused for one in served]),
    }
    return figures, {f"{name}: calibration error": error}
