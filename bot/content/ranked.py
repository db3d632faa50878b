"""How likely each card is to be asked for: the ranking, adjusted by who asks and what came before.

The ranking sees one message only. But after a card about pay, "How much an hour?" is about pay, and
a researcher does not want the card for patients.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.content.asker import role_of
from bot.content.cards import AT_WORK, Card, Person
from bot.content.choose import for_the_other_role, is_cued
from bot.content.pack import Pack
from bot.understanding.asked import NO_CARD
from bot.understanding.decision import OUT_OF_SCOPE
from bot.understanding.message import Understanding
from bot.understanding.question_splitter import corrects

SURE = 0.34
"""How likely a card must be to be shown."""

OFFERED = 0.04
"""How likely a card must be to be offered in "Did you mean"."""

PERHAPS_OUTSIDE = 0.25
"""How likely out of scope must be to stand against the intent, or against medical advice."""

SURE_OF_INTENT = 0.5
"""How likely an intent without a card must be to decide the answer."""

REFUSALS = frozenset({"out_of_scope", "medical_advice"})

REFUSED_LEANING = 0.3
"""The factor for a refusal when a message leans on the last card: "how much does it cost?"."""

NOT_MEANT = 0.1
"""The factor for the last card when somebody says that they meant something else."""

PRIOR, LEAST_PRIOR = 0.15, 0.02
"""The exponent that says how much the intent counts beside the ranking, and what is added to the
probability of an intent, so that none is excluded."""

FOR_THEM = 2.0
"""The factor for a card that is written for the person who asks."""

CUED = 6.0
"""The factor for a card with one of its cues in the message."""

UNKNOWN_MOVED = 0.3
"""The share of a card for people at work that goes to the same card for everybody, when it is not
known who asks."""

AT_WORK_FRAMES = {"running-research": 2.0, "in-a-study": 0.4, "own-care": 0.3}
"""The factors for cards with these frames, for somebody who asks because of their work."""

OTHERS_FRAMES = {"running-research": 0.4}
"""The same for everybody else."""

READ_ALREADY = 0.2
"""The factor for a passage of the last card that was shown already."""

NEAR = {"part": (2.0, 20.0), "follow-up": (3.0, 15.0), "frame": (1.6, 6.0)}
"""The factors for the last card itself ("part"), its follow-ups and cards with its frame: first for
a message that stands alone, then for one that leans on the last card."""

_LEANING = re.compile(
    r"^(?:(?:ok|okay|so|but|yes|no|hmm|well|oh|right|thanks)[ ,.]+)*"
    r"(?:and|or|so|but|then|what about|how about|what if|is it|do they|are they|would they|which)\b"
    r"|\b(?:it|that|this|they|them|those|there|ones?)\b",
    re.IGNORECASE,
)
MOST_WORDS_LEANING, MOST_WORDS_OF_A_FRAGMENT = 12, 5


@dataclass(frozen=True)
class Likely:
    """A card, the part of it that is asked for ("" for its first), and how likely, from 0 to 1."""

    card: Card
    part: str
    probability: float


@dataclass(frozen=True)
class Odds:
    """The cards that may be asked for, best first, and how likely each intent without a card is."""

    cards: tuple[Likely, ...] = ()
    intents: Mapping[str, float] = field(default_factory=dict)

    @property
    def ranked(self) -> bool:
        """Whether there is a ranking; a button that was pressed has none."""
        return bool(self.cards or self.intents)

    @property
    def sure(self) -> Likely | None:
        """The card to show, or None where none is likely enough, or a refusal is as likely."""
        first = next(iter(self.cards), None)
        rival = max(self.intents.values(), default=0.0)
        return first if first and first.probability >= SURE and first.probability > rival else None

    @property
    def sure_intent(self) -> str | None:
        """The intent without a card that is likely enough, or None.

        Between medical advice and out of scope, words of no language end: they are out of scope.
        """
        likely = (name for name, share in self.intents.items() if share >= SURE_OF_INTENT)
        first = next(likely, None)
        outside = self.intents.get(OUT_OF_SCOPE, 0.0) >= PERHAPS_OUTSIDE
        return OUT_OF_SCOPE if first == "medical_advice" and outside else first

    @property
    def offered(self) -> tuple[Card, ...]:
        """The cards to offer where none is sure."""
        return tuple(one.card for one in self.cards if one.probability >= OFFERED)


def leans(text: str) -> bool:
    """Whether a message needs the one before it to be understood: "and parking?", "is it paid?"."""
    words = len(text.split())
    if words <= MOST_WORDS_OF_A_FRAGMENT:
        return True
    return words <= MOST_WORDS_LEANING and bool(_LEANING.search(text))


def weigh(
    pack: Pack,
    understood: Understanding,
    last: Card | None = None,
    person: Person | None = None,
    read: Collection[int] = (),
) -> Odds:
    """How likely it is that each card is asked for.

    Args:
        last: the card that was shown last.
        person: who is asking, when it is known.
        read: the passages of `last` that were shown.
    """
    intents = dict(understood.ranking)
    leaning = last is not None and leans(understood.text)
    meant_other = last is not None and corrects(understood.text)
    weights: dict[tuple[str, str], float] = {}
    for one in understood.cards:
        weight = one.confidence
        if one.card.startswith(NO_CARD):
            intent = one.card.removeprefix(NO_CARD)
            weight *= _prior(intents.get(intent, 0.0))
            if leaning and intent in REFUSALS:
                weight *= REFUSED_LEANING
        elif one.card in pack.cards:
            card = pack.cards[one.card]
            weight *= _prior(sum(intents.get(intent, 0.0) for intent in card.intents))
            weight *= _for_person(card, person) * _for_cue(card, understood.text)
            weight *= _for_frame(card, person)
            if card == last and card.place_of(one.part) in read:
                weight *= READ_ALREADY
            weight *= _near(last, card, leaning) if not meant_other else 1.0
            if meant_other and card == last:
                weight *= NOT_MEANT
            other = _of_the_other_side(pack, card, person)
            if other:
                moved = weight * (UNKNOWN_MOVED if person is None else 1.0)
                weights[other.id, ""] = weights.get((other.id, ""), 0.0) + moved
                weight -= moved
        else:  # a card that this pack does not have
            continue
        key = one.card, one.part
        weights[key] = weights.get(key, 0.0) + weight
    whole = sum(weights.values())
    if not whole:
        return Odds()
    of_card: dict[str, float] = {}
    for (card_id, _), weight in weights.items():
        of_card[card_id] = of_card.get(card_id, 0.0) + weight / whole
    best_part = {
        card_id: max((weight, part) for (one, part), weight in weights.items() if one == card_id)[1]
        for card_id in of_card
    }
    likely = sorted(of_card.items(), key=lambda item: -item[1])
    return Odds(
        tuple(
            Likely(pack.cards[card_id], best_part[card_id], probability)
            for card_id, probability in likely
            if not card_id.startswith(NO_CARD) and probability > 0
        ),
        {
            card_id.removeprefix(NO_CARD): probability
            for card_id, probability in likely
            if card_id.startswith(NO_CARD)
        },
    )


def _prior(probability: float) -> float:
    return float((LEAST_PRIOR + probability) ** PRIOR)


def _for_frame(card: Card, person: Person | None) -> float:
    if person is None:
        return 1.0
    frames = AT_WORK_FRAMES if role_of(person) == "researcher" else OTHERS_FRAMES
    return frames.get(card.frame or "", 1.0)


def _for_cue(card: Card, text: str) -> float:
    return CUED if is_cued(card, text) else 1.0


def _for_person(card: Card, person: Person | None) -> float:
    """The factor for who asks: 0 for a card that is only for people at work, if they are not."""
    if person is None or not card.persons:
        return 1.0
    if person in card.persons:
        return FOR_THEM
    same_side = role_of(person) == "researcher" and bool(set(card.persons) & AT_WORK)
    return 1.0 if same_side else 0.0 if set(card.persons) <= AT_WORK else 0.3


def _of_the_other_side(pack: Pack, card: Card, person: Person | None) -> Card | None:
    """The card that says the same to this person's role, if `card` is for the other; or None."""
    at_work = role_of(person) == "researcher"
    if (card.role == "researcher") == at_work:
        return None
    other = for_the_other_role(pack, card)
    return other if other and (other.role == "researcher") == at_work else None


def _near(last: Card | None, card: Card, leaning: bool) -> float:
    if last is None:
        return 1.0
    if card.id == last.id:
        return NEAR["part"][leaning]
    if card.id in last.follow_ups or last.id in card.follow_ups:
        return NEAR["follow-up"][leaning]
    if card.frame and card.frame == last.frame:
        return NEAR["frame"][leaning]
    return 1.0
