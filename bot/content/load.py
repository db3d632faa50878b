"""Loads a pack from its folder and checks every card, with one readable line for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.content.cards import Card, Kind
from bot.content.form_texts import FormTexts
from bot.content.pack import Pack
from bot.content.pack_facts import load_events, load_hours, read_facts
from bot.content.pack_files import (
    FOLDERS,
    FORM_FILE,
    QUIZ_FILE,
    card_files,
    cards_not_shared,
    is_first_pack,
    is_shared,
    line_of,
    own_or_shared,
    read_yaml,
)
from bot.content.quiz import KINDS, ROUND, QuizQuestion
from bot.content.strict_model import EXTRA, MISSING, message_of, what_is_wrong
from bot.content.templates import fill_in
from bot.errors import ContentError

NOT_YET = "not yet"
"""What `reviewed:` says of a card that no patient or member of the public has read over."""

# The application itself shows these, so a pack without one cannot be used.
REQUIRED_NOTICES = (
    "welcome", "help", "sorry", "sorry-again", "clarify", "out-of-scope", "medical", "empty",
    "too-long", "not-text", "other-alphabet", "other-language", "old-button", "failed", "starting",
    "no-more", "not-known", "nothing-yet", "possible-danger", "deleted", "contact",
    "compare-core", "crisis-danger",
    "crisis-self-harm", "crisis-ill-on-treatment", "crisis-abuse", "verdict-involvement",
    "verdict-engagement", "verdict-participation", "verdict-none", "verdict-mixed", "verdict-ask",
    "quiz-done", "out-of-hours", "personal-data", "leave-message", "not-now", "staff-here",
    "staff-done", "staff-answer", "staff-no-answer", "kept-none", "kept-missed", "kept-all",
)  # fmt: skip


def load_pack(folder: Path) -> Pack:
    """Load and check a pack, whole or not at all.

    Raises:
        ContentError: naming file, line and fix of the first fault, and how many more there are.
    """
    pack, faults = read_pack(folder)
    if pack is None:
        more = f" (And {len(faults) - 1} more: run `ppi-guide check`.)" if faults[1:] else ""
        raise ContentError(faults[0] + more)
    return pack


def read_pack(folder: Path) -> tuple[Pack | None, list[str]]:
    """The pack and no faults, or None and every fault that keeps it from being loaded."""
    try:
        facts = read_facts(folder)
        files = card_files(folder)
    except ContentError as error:
        return None, [str(error)]
    faults: list[str] = []
    cards, in_file = _load_cards(files, facts, faults)
    quiz = _noted(faults, _load_quiz, own_or_shared(folder, QUIZ_FILE), facts)
    form = _noted(faults, _load_form, own_or_shared(folder, FORM_FILE), facts)
    events = _noted(faults, load_events, folder, facts)
    hours = _noted(faults, load_hours, folder, facts)
    cards = _without_missing_own(folder, cards, in_file)
    if form is None:
        return None, faults
    pack = Pack(folder, facts, cards, form, quiz or (), events or (), hours, in_file)
    if not faults:  # else a card with a fault would be reported as missing too
        faults += _faults_between_cards(pack)
    return (None if faults else pack), faults


def _noted[**P, Read](
    faults: list[str], read: Callable[P, Read], *args: P.args, **kwargs: P.kwargs
) -> Read | None:
    """What `read` returns, or None; a fault is noted, so that an editor sees all at once."""
    try:
        return read(*args, **kwargs)
    except ContentError as error:
        faults.append(str(error))
        return None


def _load_cards(
    files: Iterable[Path], facts: dict[str, Any], faults: list[str]
) -> tuple[dict[str, Card], dict[str, Path]]:
    """The cards by id, and the file of each. Adds `reviews`, which a card quotes, to the facts."""
    raw: dict[Path, dict[str, Any]] = {}
    for path in files:
        read = _noted(faults, read_yaml, path)
        if read is not None:
            raw[path] = read
    facts["reviews"] = _reviews(raw.values())
    cards: dict[str, Card] = {}
    in_file: dict[str, Path] = {}
    for path, keys in raw.items():
        card = _noted(faults, _load_card, path, FOLDERS[path.parent.name], keys, facts)
        if card is None:
            continue
        if card.id in cards:
            faults.append(f"{path}:1: the id “{card.id}” is used by another card; rename one.")
            continue
        cards[card.id], in_file[card.id] = card, path
    return cards, in_file


def _reviews(cards: Iterable[dict[str, Any]]) -> str:
    """How many cards were read over with people, and with whom: a sentence for the card "about"."""
    people = [
        str(card["reviewed"].get("with"))
        for card in cards
        if isinstance(card.get("reviewed"), dict)
    ]
    groups = sorted({group for group in people if group != NOT_YET})
    if not groups:
        return "No group of patients or the public has read them over yet."
    read = sum(group != NOT_YET for group in people)
    return f"So far {read} of {len(people)} were read over with people: {'; '.join(groups)}."


def _load_card(path: Path, kind: Kind, keys: dict[str, Any], facts: dict[str, Any]) -> Card:
    filled = fill_in(path, keys, facts)
    try:
        card = Card(kind=kind, **filled)
    except (ValidationError, TypeError) as error:
        raise ContentError(_explain(path, error)) from None
    if card.id != path.stem:
        raise ContentError(
            f"{path}{line_of(path, 'id')}: the id “{card.id}” must be the file's name, "
            f"“{path.stem}”."
        )
    if kind != "notice" and (card.source is None or card.reviewed is None):
        missing = "source" if card.source is None else "reviewed"
        why = "names where it is from" if missing == "source" else "says when it was read over"
        raise ContentError(f"{path}:1: “{missing}:” is missing; every {kind} {why}.")
    if card.table and any(len(row) != len(card.table.columns) for row in card.table.rows):
        raise ContentError(
            f"{path}{line_of(path, 'table')}: a row of “table:” has not as many cells as "
            "“columns:”; add or leave out cells."
        )
    return card


def _explain(path: Path, error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return f"{path}: leave out “kind:”; the folder says it."
    # A misspelt key gives two faults, an unknown key and a missing one; the unknown one says more.
    first = min(error.errors(), key=lambda fault: fault["type"] != EXTRA)
    names = [str(part) for part in first["loc"]]
    line = line_of(path, names[0])
    if first["type"] == EXTRA:
        known = ", ".join(name for name in Card.model_fields if name != "kind")
        return f"{path}{line}: the key “{'.'.join(names)}” is not known. Known keys: {known}."
    if first["type"] == MISSING:
        return f"{path}:1: “{'.'.join(names)}:” is missing; add it."
    return f"{path}{line}: “{'.'.join(names)}” is wrong: {message_of(first['msg'])}."


def _load_quiz(path: Path, facts: dict[str, Any]) -> tuple[QuizQuestion, ...]:
    questions = []
    for number, one in enumerate(read_yaml(path, list), start=1):
        try:
            questions.append(QuizQuestion(**fill_in(path, one, facts)))
        except (ValidationError, TypeError) as error:
            what = what_is_wrong(error, no_keys="not keys")
            raise ContentError(
                f"{path}: question {number} is wrong ({what}); give activity, kind and why."
            ) from None
    for kind in KINDS:
        if sum(question.kind == kind for question in questions) < ROUND - 2:
            raise ContentError(f"{path}: there are too few questions on {kind}; write more.")
    return tuple(questions)


def _load_form(path: Path, facts: dict[str, Any]) -> FormTexts:
    keys = read_yaml(path)
    try:
        return FormTexts(**fill_in(path, keys, facts))
    except (ValidationError, TypeError) as error:
        what = what_is_wrong(error, no_keys="it needs words, each with its text")
        raise ContentError(f"{path}: the words of the form are wrong ({what}); mend it.") from None


def _without_missing_own(
    folder: Path, cards: dict[str, Card], in_file: dict[str, Path]
) -> dict[str, Card]:
    """The cards; shared ones lose their follow-ups to unshared cards that this pack lacks."""
    missing = set() if is_first_pack(folder) else cards_not_shared() - set(cards)
    return {
        name: card.model_copy(
            update={"follow_ups": tuple(f for f in card.follow_ups if f not in missing)}
        )
        if is_shared(in_file[name])
        else card
        for name, card in cards.items()
    }


def _faults_between_cards(pack: Pack) -> Iterator[str]:
    """The faults that only show across cards: missing cards, wrong follow-ups, shared names."""
    for needed in REQUIRED_NOTICES:
        if needed not in pack.cards:
            yield f"{pack.folder}: the card “{needed}” is missing; the assistant shows it."
    owner_of: dict[str, str] = {}
    # Shared cards first, so that the fault is found in the pack's own card, which can be changed.
    for card in sorted(pack.cards.values(), key=lambda card: not is_shared(pack.files[card.id])):
        path = pack.files[card.id]
        at_follow_ups = f"{path}{line_of(path, 'follow_ups')}"
        for follow_up in card.follow_ups:
            if follow_up not in pack.cards:
                yield f"{at_follow_ups}: the follow-up “{follow_up}” is no card; mend the id."
            elif not pack.cards[follow_up].intents:
                yield (
                    f"{at_follow_ups}: the follow-up “{follow_up}” answers no intent and cannot "
                    "be a button; name another card."
                )
        if card.kind != "term":
            continue
        for name in card.names:
            owner = owner_of.setdefault(name.lower(), card.id)
            if owner != card.id:
                key = "title" if name == card.title else "aliases"
                yield (
                    f"{path}{line_of(path, key)}: “{name}” is already a name of the card "
                    f"“{owner}”; leave it out of one of them."
                )
