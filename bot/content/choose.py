"""Chooses the card that is meant: by intent, term, cue and role, or by the words alone."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from difflib import SequenceMatcher

from bot.content.cards import TERM_INTENT, Card, Role
from bot.content.pack import Pack


def choose_card(
    pack: Pack,
    intent: str,
    *,
    terms: Sequence[str] = (),
    text: str = "",
    role: Role | None = None,
    likely: Sequence[str] = (),
) -> Card | None:
    """The card that answers `intent`, or None when the pack has none.

    Args:
        terms: ids of the terms named in the message, in order.
        text: the message; a card with a cue is chosen when the message has one of its words.
        role: `researcher` or `public` when known.
        likely: ids of cards that the message may ask for, best first: the first that fits is taken.
    """
    if intent == TERM_INTENT:
        return next((pack.cards[term] for term in terms if term in pack.cards), None)
    cards = pack.answering(intent)
    cued = [card for card in cards if is_cued(card, text)]
    candidates = cued or [card for card in cards if not (card.when.cue or card.when.said)]
    for_role = [card for card in candidates if role and card.role == role]
    general = [card for card in candidates if card.role is None]
    chosen = for_role or general or candidates
    likeliest = next((one for one in likely if one in {card.id for card in chosen}), None)
    return pack.cards[likeliest] if likeliest else chosen[0] if chosen else None


def refusal_with_cue(pack: Pack, text: str) -> Card | None:
    """The out-of-scope card with a cue in the text, such as the one about the law, or None."""
    return next((c for c in pack.answering("out_of_scope") if is_cued(c, text)), None)


def for_the_other_role(pack: Pack, card: Card) -> Card | None:
    """The card that says the same to the other role (researchers or everybody else), or None."""
    if card.when.cue or card.when.said or not (card.leads and card.intents):
        return None
    wanted = None if card.role == "researcher" else "researcher"
    same = (
        one
        for one in pack.answering(card.intents[0])
        if not (one.when.cue or one.when.said) and one != card
    )
    return next((one for one in same if one.leads and one.role == wanted), None)


_GREETS = re.compile(
    r"\b(?:hi+|hello|hey+|hiya|good (?:morning|afternoon|evening)|salaam|namaste)\b", re.I
)


def greets(text: str) -> bool:
    """Whether a message has a greeting in it."""
    return _GREETS.search(text) is not None


def has_cue(words: str, cue: str) -> bool:
    """Whether `cue` stands at the beginning of a word in `words`, a message in small letters."""
    return re.search(rf"\b{re.escape(cue.lower())}", words) is not None


def is_cued(card: Card, text: str) -> bool:
    """Whether the text has one of the card's cues."""
    words = text.lower()
    return any(has_cue(words, cue) for cue in card.when.cue)


# With one of these words in the message, "PPI" means patient and public involvement.
_RESEARCH = re.compile(
    r"\b(research\w*|stud(?:y|ies)|trials?|panels?|involve\w*|engage\w*|contributors?"
    r"|scientists?|universit\w+|grants?|fellowships?|bids?|reviewers?|funders?|sections?|protocols?)\b",
    re.IGNORECASE,
)


# "what does PPI mean, I thought that was the bank thing": what is asked is what it means here.
_ASKS_WHICH_PPI = re.compile(
    r"\bwh?ats?\b.{0,25}\b(?:mean|stands? for)\b.{0,60}\b(?:insurance|bank|thing|google|loan)\b"
    r"|\bppi\b.{0,40}\bi thought (?:that|it|ppi) (?:was|is|were)\b",
    re.IGNORECASE,
)


def other_meaning(pack: Pack, text: str) -> Card | None:
    """The card of another meaning of PPI (a medicine, an insurance), when the text has its clue."""
    words = text.lower()
    if not re.search(r"\bppis?\b", words) or _RESEARCH.search(words):
        return None
    if _ASKS_WHICH_PPI.search(words):
        return pack.cards.get("ppi")
    others = [card for card in pack.answering("out_of_scope") if card.when.clue]
    for card in others:
        if any(has_cue(words, cue) for cue in card.when.cue + card.when.clue):
            return card
    return None


_ELSEWHERE = re.compile(
    r"\b(elsewhere|abroad|overseas|other (?:countries|places|organisations|funders|groups)"
    r"|everywhere|(?:in|by) (?:the )?(?:usa?|united states|america|canada|europe|australia))\b"
    r"|\bin the US\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(mean\w*|call\w*|say|said|use[ds]?|same|differ\w*|what about|how about|understood|defin\w+"
    r"|and)\b",
    re.IGNORECASE,
)


def asks_elsewhere(text: str) -> bool:
    """Whether a message asks what a word means in other places."""
    return bool(_ELSEWHERE.search(text) and _MEANS.search(text))


_COMPARES = re.compile(
    r"\b(vs?\.?|versus|(?<!make a )(?<!makes a )(?<!made a )differ\w*|compar\w+"
    r"|(?:same|similar) (?:as|to|thing)|distinguish\w*"
    r"|tell \w+ and \w+ apart)(?=\W|$)",
    re.IGNORECASE,
)


def asks_to_compare(text: str, terms: Sequence[str]) -> bool:
    """Whether two or more terms are named, with a word that compares them."""
    return len(set(terms)) > 1 and bool(_COMPARES.search(text))


_MEANING = re.compile(
    r"^(?:(?:please|hi|hello|so|and|ok|sorry|um) )*"
    r"(?:what ?(?:is|are|s)|whats|what does|what do|who (?:is|are)|define|explain|meaning of"
    r"|tell me (?:what|about)|what is meant by)"
    r"(?: (?:a|an|the|is|meant by))* (?P<term>.+?)"
    r"(?: (?:mean|means|stand for|is|are))?(?: please)?$"
)


ALIKE = 0.8
"""How alike, from 0 to 1, the words asked about must be to a name to be that name misspelt."""


def asked_meaning(pack: Pack, text: str, terms: Sequence[str] = ()) -> str | None:
    """The id of the card that the words alone decide, or None.

    It is the term in "what is a biobank?" or "biobank", when nothing but its name is asked about.
    Otherwise it is a card that has one of its phrases (`when.said`) in the text.

    Args:
        terms: the ids of the terms that were found in the text, misspelt ones too.
    """
    said = " ".join(re.sub(r"[^\w\s',-]", " ", text.lower().replace("’", "'")).split())
    match = _MEANING.match(said.replace("what's", "what is").replace("who's", "who is"))
    term = pack.term_named(match["term"] if match else said)
    if match and not term and len(set(terms)) == 1 and terms[0] in pack.cards:
        asked = match["term"]
        names = (name.lower() for name in pack.cards[terms[0]].names)
        misspelt = any(SequenceMatcher(None, asked, name).ratio() >= ALIKE for name in names)
        term = terms[0] if misspelt else None
    return term or _of_a_phrase(pack, f" {said.replace('-', ' ')} ")


def _of_a_phrase(pack: Pack, said: str) -> str | None:
    said = said.replace(",", "")
    spoken = (card for card in pack.cards.values() if card.when.said)
    return next((c.id for c in spoken if any(f" {one} " in said for one in c.when.said)), None)


_ELLIPTIC = re.compile(
    r"^(?:(?:ok|okay|so|and|or|but|yes|no|hmm|well)[ ,]+)*"
    r"(?:and|or|what about|how about|and what about|what of|then)\b",
    re.IGNORECASE,
)
MOST_WORDS_ALONE = 6


def named_alone(text: str, terms: Sequence[str]) -> str | None:
    """The id of the one term in "and engagement?" or "what about biobanks", or None."""
    short = len(text.split()) <= MOST_WORDS_ALONE
    if len(set(terms)) == 1 and short and _ELLIPTIC.match(text.strip()):
        return terms[0]
    return None


_PLACES = {
    "first": 0, "1st": 0, "one": 0, "1": 0, "top": 0,
    "second": 1, "2nd": 1, "two": 1, "2": 1, "middle": 1,
    "third": 2, "3rd": 2, "three": 2, "3": 2,
    "fourth": 3, "4th": 3, "four": 3, "4": 3,
    "last": -1, "bottom": -1,
}  # fmt: skip
_PICK = re.compile(
    r"^(?:(?:ok|okay|yes|no|please|sorry|actually|i meant?|i want|i'll take|go for|show me)[ ,]+)*"
    r"(?:(?:the |number |option )+(?P<place>\w+)(?: one| option| button)?|(?P<digit>[1-4]))"
    r"(?:[ ,]+please)?[.!]?$",
    re.IGNORECASE,
)


def picked_button(
    text: str, offered: Sequence[str], shown: str | None, cards: Container[str] = ()
) -> str | None:
    """The button, of those offered last, that "number 2" or "no, the other one" picks, or None."""
    match = _PICK.match(text.strip())
    if not match or not offered:
        return None
    place = (match["place"] or match["digit"]).lower()
    if place == "other":
        return next((one for one in offered if one in cards and one != shown), None)
    number = _PLACES.get(place)
    return offered[number] if number is not None and number < len(offered) else None


_DATA = re.compile(
    r"\b(data|record\w*|quot\w+|transcri\w+|analys\w+|publish\w*|answers)\b", re.IGNORECASE
)
_STEER = re.compile(
    r"\b(steer\w*|advi[cs]\w*|decid\w+|shap\w+|plan\w*|design\w*|guid\w+|chang\w+)\b", re.IGNORECASE
)
MOST_WORDS_SETTLING = 15


def settled_activity(text: str) -> str | None:
    """The kind that an answer to "does it become data, or steer the research?" means, or None."""
    if len(text.split()) > MOST_WORDS_SETTLING or text.rstrip().endswith("?"):
        return None
    data, steer = bool(_DATA.search(text)), bool(_STEER.search(text))
    if data and steer:
        return "mixed" if re.search(r"\b(both|and)\b", text, re.IGNORECASE) else None
    return "participation" if data else "involvement" if steer else None
