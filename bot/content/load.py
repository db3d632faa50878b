"""Read a pack from its folder: every card checked, or one readable line about the first fault."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.content.cards import Card, Kind
from bot.content.quiz import KINDS, ROUND, QuizQuestion
from bot.errors import ContentError

FOLDERS: dict[str, Kind] = {"terms": "term", "topics": "topic", "notices": "notice"}
PACK_FILE = "pack.yml"
QUIZ_FILE = "quiz.yml"
NOT_YET = "not yet"
REQUIRED_IN_PACK = ("organisation", "contact", "crisis")

# The application itself shows these, so a pack without one cannot be used.
REQUIRED_NOTICES = (
    "welcome", "help", "sorry", "sorry-again", "clarify", "out-of-scope", "medical", "empty",
    "too-long", "not-text", "other-alphabet", "other-language", "old-button", "failed", "starting",
    "no-more", "nothing-yet", "deleted", "contact", "compare-core", "crisis-danger",
    "crisis-self-harm", "crisis-ill-on-treatment", "crisis-abuse", "verdict-involvement",
    "verdict-engagement", "verdict-participation", "verdict-none", "verdict-mixed", "verdict-ask",
    "quiz-done",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """Everything one organisation replaces, loaded: `facts` of pack.yml and the cards by id."""

    folder: Path
    facts: dict[str, Any]
    cards: dict[str, Card]
    quiz: tuple[QuizQuestion, ...] = ()

    def answering(self, intent: str) -> list[Card]:
        """The cards of an intent, the default one first."""
        cards = [card for card in self.cards.values() if intent in card.intents]
        return sorted(cards, key=lambda card: (bool(card.when.role or card.when.cue), card.id))

    @cached_property
    def words_of_terms(self) -> frozenset[str]:
        """Every word of the glossary's titles and aliases, in small letters."""
        forms = " ".join(
            form for card in self.terms.values() for form in (card.title, *card.aliases)
        )
        return frozenset(re.findall(r"[^\W\d_]+", forms.lower()))

    @property
    def terms(self) -> dict[str, Card]:
        """The glossary, by term id."""
        return {card.id: card for card in self.cards.values() if card.kind == "term"}


def load_pack(folder: Path) -> Pack:
    """Load and check a pack.

    Raises:
        ContentError: naming file, line and fix of the first fault found.
    """
    facts = _read_yaml(folder / PACK_FILE)
    for key in REQUIRED_IN_PACK:
        if not isinstance(facts.get(key), dict):
            raise ContentError(f"{folder / PACK_FILE}: add the block “{key}:”; cards need it.")
    raw = {path: _read_yaml(path) for path in card_files(folder)}
    facts["reviews"] = _reviews(raw.values())
    cards: dict[str, Card] = {}
    for path in raw:
        card = _load_card(path, FOLDERS[path.parent.name], raw[path], facts)
        if card.id in cards:
            raise ContentError(f"{path}: the id “{card.id}” is used by another card; rename one.")
        cards[card.id] = card
    pack = Pack(folder=folder, facts=facts, cards=cards, quiz=_load_quiz(folder / QUIZ_FILE, facts))
    _check_together(pack)
    return pack


def card_files(folder: Path) -> list[Path]:
    """Every card's file, in a stable order."""
    return [path for name in FOLDERS for path in sorted((folder / name).glob("*.yml"))]


def _reviews(cards: Iterable[dict[str, Any]]) -> str:
    """Which of the cards were read over with people, as a sentence for the card "about"."""
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


def _load_card(path: Path, kind: Kind, raw: dict[str, Any], facts: dict[str, Any]) -> Card:
    try:
        filled = _fill_in(raw, facts)
    except jinja2.TemplateError as error:
        raise ContentError(
            f"{path}: {error.message}. Is the name in {{{{ … }}}} spelt as in {PACK_FILE}?"
        ) from None
    try:
        card = Card(kind=kind, **filled)
    except (ValidationError, TypeError) as error:
        raise ContentError(_explain(path, error)) from None
    if card.id != path.stem:
        raise ContentError(f"{path}: the id “{card.id}” must be the file's name, “{path.stem}”.")
    if kind != "notice" and (card.source is None or card.reviewed is None):
        missing = "source" if card.source is None else "reviewed"
        raise ContentError(f"{path}: “{missing}:” is missing; every {kind} names where it is from.")
    if card.table and any(len(row) != len(card.table.columns) for row in card.table.rows):
        raise ContentError(f"{path}: a row of “table:” has not as many cells as “columns:”.")
    return card


def _load_quiz(path: Path, facts: dict[str, Any]) -> tuple[QuizQuestion, ...]:
    raw = _read_yaml(path, list)
    questions = []
    for number, one in enumerate(raw, start=1):
        try:
            questions.append(QuizQuestion(**_fill_in(one, facts)))
        except (ValidationError, TypeError) as error:
            what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "not keys"
            raise ContentError(
                f"{path}: question {number} is wrong ({what}); give activity, kind and why."
            ) from None
    for kind in KINDS:
        if sum(question.kind == kind for question in questions) < ROUND - 2:
            raise ContentError(f"{path}: there are too few questions on {kind}; write more.")
    return tuple(questions)


def _check_together(pack: Pack) -> None:
    """What can only be seen over all cards: ids that exist, forms claimed once."""
    where = pack.folder
    for needed in REQUIRED_NOTICES:
        if needed not in pack.cards:
            raise ContentError(f"{where}: the card “{needed}” is missing; the assistant shows it.")
    claimed: dict[str, str] = {}
    for card in pack.cards.values():
        path = where / f"{card.kind}s" / f"{card.id}.yml"
        for follow_up in card.follow_ups:
            if follow_up not in pack.cards:
                raise ContentError(f"{path}: the follow-up “{follow_up}” is no card; mend the id.")
            if not pack.cards[follow_up].intents:
                raise ContentError(
                    f"{path}: the follow-up “{follow_up}” answers no intent and cannot be a button."
                )
        if card.kind != "term":
            continue
        for form in (card.title, *card.aliases):
            owner = claimed.setdefault(form.lower(), card.id)
            if owner != card.id:
                raise ContentError(f"{path}: “{form}” is already a name of the card “{owner}”.")


def _read_yaml(path: Path, kind: type = dict) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        loaded = YAML(typ="safe").load(text)
    except FileNotFoundError:
        raise ContentError(f"{path}: the file is missing.") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: save the file as UTF-8 text.") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "this is not YAML"
        raise ContentError(f"{path}{line}: {problem}. Check quotes, colons and indents.") from None
    if not isinstance(loaded, kind):
        wanted = "“key: value” lines" if kind is dict else "a list, each item with a dash"
        raise ContentError(f"{path}: expected {wanted}.")
    return loaded


_templates = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)


def _fill_in(value: Any, facts: dict[str, Any]) -> Any:
    """Put the pack's names into every text of a card."""
    if isinstance(value, str):
        text = _templates.from_string(value).render(facts) if "{" in value else value
        return text.strip()
    if isinstance(value, list):
        return [_fill_in(item, facts) for item in value]
    if isinstance(value, dict):
        return {key: _fill_in(item, facts) for key, item in value.items()}
    return value


def _explain(path: Path, error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return f"{path}: leave out “kind:”; the folder says it."
    # An unknown key is often a missing one misspelt: it says more.
    first = min(error.errors(), key=lambda fault: fault["type"] != "value_error.extra")
    names = [str(part) for part in first["loc"]]
    key = names[0]
    line = _line_of(path, key)
    if first["type"] == "value_error.extra":
        known = ", ".join(_known_keys())
        return f"{path}{line}: the key “{'.'.join(names)}” is not known. Known keys: {known}."
    if first["type"] == "value_error.missing":
        return f"{path}: “{'.'.join(names)}:” is missing; add it."
    return f"{path}{line}: “{'.'.join(names)}” is wrong: {first['msg']}."


def _known_keys() -> Iterable[str]:
    return (name for name in Card.__fields__ if name != "kind")


def _line_of(path: Path, key: str) -> str:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return f":{number}"
    return ""
