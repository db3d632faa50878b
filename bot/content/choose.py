"""Which card answers: by term, then cue, then role, then the intent's default card."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.content.cards import TERM_INTENT, Card
from bot.content.load import Pack

# Said about oneself or one's own work. "A researcher asked me" is not one.
_RESEARCHER = re.compile(
    r"\b(i am|i'm|im|as) (a |an |the )?([a-z]+ ){0,3}"
    r"(researcher|scientist|investigator|phd student|postdoc|trialist|research nurse|fellow)\b"
    r"|\b(my|our) (phd|grant|funding application|protocol|research team|lab|study participants|"
    r"research proposal|trial team|funder)\b|\bwe researchers\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"\b(i am|i'm|im|as) (a |an |the )?([a-z]+ ){0,2}(patient|carer|member of the public)\b"
    r"|\bi (have|had|care for)\b",
    re.IGNORECASE,
)


def role_in(text: str) -> str | None:
    """The role a person gives away in their own words, or None."""
    if _RESEARCHER.search(text):
        return "researcher"
    if _PUBLIC.search(text):
        return "public"
    return None


def choose_card(
    pack: Pack, intent: str, *, terms: Sequence[str] = (), text: str = "", role: str | None = None
) -> Card | None:
    """The card that answers `intent`, or None when the pack has none.

    Args:
        terms: ids of the terms named in the message, in order.
        text: the message; a card with a cue is chosen when the message has one of its words.
        role: `researcher` or `public` when known.
    """
    if intent == TERM_INTENT:
        return next((pack.cards[term] for term in terms if term in pack.cards), None)
    cards = pack.answering(intent)
    words = text.lower()
    cued = [card for card in cards if any(_has_cue(words, cue) for cue in card.when.cue)]
    candidates = cued or [card for card in cards if not card.when.cue]
    for_role = [card for card in candidates if role and card.when.role == role]
    general = [card for card in candidates if card.when.role is None]
    chosen = for_role or general or candidates
    return chosen[0] if chosen else None


def _has_cue(words: str, cue: str) -> bool:
    return re.search(rf"\b{re.escape(cue.lower())}", words) is not None
