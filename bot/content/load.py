"""Read a pack from its folder: every card checked, or one readable line for each fault.

The words that any organisation can use are the cards of the first pack, in `content/`. Another pack
takes them over: it brings its `pack.yml` and the cards that are its own, and a card of its own with
the same id goes before the shared one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.content.cards import Card, Kind
from bot.content.events import DatedEvent
from bot.content.form_words import FormWords
from bot.content.hours import Hours
from bot.content.public import public_details
from bot.content.quiz import KINDS, ROUND, QuizQuestion
from bot.content.strict import EXTRA, MISSING, message_of, what_is_wrong
from bot.errors import ContentError
from bot.paths import SHARED_PACK
from bot.safety.crisis import CRISIS_CARDS

FOLDERS: dict[str, Kind] = {"terms": "term", "topics": "topic", "notices": "notice"}
PACK_FILE = "pack.yml"
QUIZ_FILE = "quiz.yml"
FORM_FILE = "form.yml"
NOT_YET = "not yet"
REQUIRED_IN_PACK = ("organisation", "contact", "crisis", "definitions")
KNOWN_IN_PACK = (
    *REQUIRED_IN_PACK, "language", "accent", "group", "cafe", "engagement", "researcher_help",
    "videos", "events", "support", "hours", "own_cards", "protected_words", "known_abbreviations",
)  # fmt: skip

# The application itself shows these, so a pack without one cannot be used.
REQUIRED_NOTICES = (
    "welcome", "help", "sorry", "sorry-again", "clarify", "out-of-scope", "medical", "empty",
    "too-long", "not-text", "other-alphabet", "other-language", "old-button", "failed", "starting",
    "no-more", "nothing-yet", "deleted", "contact", "compare-core", "crisis-danger",
    "crisis-self-harm", "crisis-ill-on-treatment", "crisis-abuse", "verdict-involvement",
    "verdict-engagement", "verdict-participation", "verdict-none", "verdict-mixed", "verdict-ask",
    "quiz-done", "out-of-hours", "personal-data", "leave-message", "not-now", "staff-here",
    "staff-done", "staff-answer", "staff-no-answer", "kept-none", "kept-missed", "kept-all",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """Everything one organisation replaces, loaded: `facts` of pack.yml and the cards by id.

    `files` says which file each card is in.
    """

    folder: Path
    facts: dict[str, Any]
    cards: dict[str, Card]
    form: FormWords
    quiz: tuple[QuizQuestion, ...] = ()
    events: tuple[DatedEvent, ...] = ()
    hours: Hours | None = None
    files: dict[str, Path] = field(default_factory=dict)

    def answering(self, intent: str) -> list[Card]:
        """The cards of an intent, the default one first."""
        cards = [card for card in self.cards.values() if intent in card.intents]
        return sorted(
            cards,
            key=lambda card: (bool(card.when.role or card.when.cue or card.when.said), card.id),
        )

    @cached_property
    def words_of_terms(self) -> frozenset[str]:
        """Every word of the glossary's titles and aliases, in small letters."""
        forms = " ".join(
            form for card in self.terms.values() for form in (card.title, *card.aliases)
        )
        return frozenset(re.findall(r"[^\W\d_]+", forms.lower()))

    @cached_property
    def public(self) -> frozenset[str]:
        """Addresses, numbers and names that the pack itself tells everyone: they stay readable."""
        return public_details(self.facts, self.cards.values())

    @property
    def crisis_phrases(self) -> dict[str, list[str]]:
        """Crisis phrases in other languages, by the card they bring."""
        phrases: dict[str, list[str]] = self.facts["crisis"].get("phrases") or {}
        return phrases

    def term_named(self, name: str) -> str | None:
        """The id of the term with this title or alias, in any case; None when there is none."""
        return self._ids_of_names.get(_as_asked(name))

    @cached_property
    def _ids_of_names(self) -> dict[str, str]:
        return {
            _as_asked(form): card.id
            for card in self.terms.values()
            for form in (card.title, *card.aliases)
        }

    @property
    def terms(self) -> dict[str, Card]:
        """The glossary, by term id."""
        return {card.id: card for card in self.cards.values() if card.kind == "term"}


def _as_asked(name: str) -> str:
    """A name without what people leave out or a reader of questions takes away."""
    return " ".join(re.sub(r"[^\w'-]", " ", name.lower().replace("’", "'")).split())


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
    """The pack, or None and every fault that keeps it from being loaded."""
    try:
        facts = _read_facts(folder)
        files = card_files(folder)
    except ContentError as error:
        return None, [str(error)]
    faults: list[str] = []
    raw: dict[Path, dict[str, Any]] = {}
    for path in files:
        with _noted(faults):
            raw[path] = _read_yaml(path)
    facts["reviews"] = _reviews(raw.values())
    cards: dict[str, Card] = {}
    in_file: dict[str, Path] = {}
    for path in raw:
        with _noted(faults):
            card = _load_card(path, FOLDERS[path.parent.name], raw[path], facts)
            if card.id in cards:
                raise ContentError(
                    f"{path}:1: the id “{card.id}” is used by another card; rename one."
                )
            cards[card.id], in_file[card.id] = card, path
    quiz: tuple[QuizQuestion, ...] = ()
    form: FormWords | None = None
    events: tuple[DatedEvent, ...] = ()
    with _noted(faults):
        quiz = _load_quiz(_own_or_shared(folder, QUIZ_FILE), facts)
    with _noted(faults):
        form = _load_form(_own_or_shared(folder, FORM_FILE), facts)
    with _noted(faults):
        events = _load_events(folder / PACK_FILE, facts)
    hours: Hours | None = None
    with _noted(faults):
        hours = _load_hours(folder / PACK_FILE, facts)
    cards = _without_missing_own(folder, cards, in_file)
    if form is None:
        return None, faults
    pack = Pack(folder, facts, cards, form, quiz, events, hours, in_file)
    if not faults:  # a card that is not there would be missed by many others
        faults += _faults_together(pack)
    return (None if faults else pack), faults


def card_files(folder: Path) -> list[Path]:
    """Every card's file, in a stable order: the pack's own, and the shared ones it takes over."""
    own = {path.relative_to(folder): path for path in _cards_in(folder)}
    if folder.resolve() == SHARED_PACK.resolve():
        return list(own.values())
    not_shared = _not_shared()
    shared = {
        path.relative_to(SHARED_PACK): path
        for path in _cards_in(SHARED_PACK)
        if path.stem not in not_shared
    }
    return [path for _, path in sorted((shared | own).items())]


def line_of(path: Path, key: str) -> str:
    """`:12` for the line on which a card's key stands, to go after the file's name."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return f":{number}"
    return ""


def _cards_in(folder: Path) -> list[Path]:
    return [path for name in FOLDERS for path in sorted((folder / name).glob("*.yml"))]


def _not_shared() -> set[str]:
    """The cards that speak of the first organisation only."""
    return set(_read_yaml(SHARED_PACK / PACK_FILE).get("own_cards", ()))


def _without_missing_own(
    folder: Path, cards: dict[str, Card], in_file: dict[str, Path]
) -> dict[str, Card]:
    """The cards; a shared one loses the follow-ups to cards that this pack chose not to write."""
    missing = _not_shared() - set(cards) if folder.resolve() != SHARED_PACK.resolve() else set()
    return {
        name: card.model_copy(
            update={"follow_ups": tuple(f for f in card.follow_ups if f not in missing)}
        )
        if in_file[name].is_relative_to(SHARED_PACK)
        else card
        for name, card in cards.items()
    }


def _own_or_shared(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else SHARED_PACK / name


@contextmanager
def _noted(faults: list[str]) -> Iterator[None]:
    """Note a fault and go on, so that an editor sees all of them at once."""
    try:
        yield
    except ContentError as error:
        faults.append(str(error))


def _read_facts(folder: Path) -> dict[str, Any]:
    path = folder / PACK_FILE
    facts: dict[str, Any] = _read_yaml(path)
    for key in facts:
        if key not in KNOWN_IN_PACK:
            raise ContentError(
                f"{path}{line_of(path, key)}: the key “{key}” is not known. "
                f"Known keys: {', '.join(KNOWN_IN_PACK)}."
            )
    for key in REQUIRED_IN_PACK:
        if not isinstance(facts.get(key), dict):
            raise ContentError(f"{path}: add the block “{key}:”; cards need it.")
    phrases = facts["crisis"].get("phrases") or {}
    if not isinstance(phrases, dict) or not set(phrases) <= set(CRISIS_CARDS):
        raise ContentError(
            f"{path}{line_of(path, 'crisis')}: “phrases” names the cards that its phrases bring: "
            f"{', '.join(CRISIS_CARDS)}."
        )
    if not isinstance(facts["contact"].get("details_in_email", False), bool):
        raise ContentError(
            f"{path}{line_of(path, 'contact')}: “details_in_email” is wrong; write true or false."
        )
    if folder.resolve() != SHARED_PACK.resolve():
        shared = _read_yaml(SHARED_PACK / PACK_FILE)
        for words in ("protected_words", "known_abbreviations"):
            facts[words] = [*shared.get(words, ()), *facts.get(words, ())]
    return facts


def _load_hours(path: Path, facts: dict[str, Any]) -> Hours | None:
    given = facts.get("hours")
    if given is None:
        return None
    try:
        return Hours(**given)
    except (ValidationError, TypeError) as error:
        what = "it needs days, opens, closes, zone and country"
        if isinstance(error, ValidationError):
            what = what_is_wrong(error)
        raise ContentError(f"{path}{line_of(path, 'hours')}: “hours” is wrong ({what}).") from None


def _load_events(path: Path, facts: dict[str, Any]) -> tuple[DatedEvent, ...]:
    events = []
    for number, one in enumerate((facts.get("events") or {}).get("dated") or (), start=1):
        try:
            events.append(DatedEvent(**one))
        except (ValidationError, TypeError) as error:
            what = "it needs title, on, link and checked"
            if isinstance(error, ValidationError):
                what = what_is_wrong(error)
            raise ContentError(
                f"{path}{line_of(path, 'events')}: event {number} is wrong ({what}); mend it."
            ) from None
    return tuple(sorted(events, key=lambda event: event.on))


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


def _load_quiz(path: Path, facts: dict[str, Any]) -> tuple[QuizQuestion, ...]:
    raw = _read_yaml(path, list)
    questions = []
    for number, one in enumerate(raw, start=1):
        try:
            questions.append(QuizQuestion(**_fill_in(one, facts)))
        except (ValidationError, TypeError) as error:
            what = what_is_wrong(error) if isinstance(error, ValidationError) else "not keys"
            raise ContentError(
                f"{path}: question {number} is wrong ({what}); give activity, kind and why."
            ) from None
    for kind in KINDS:
        if sum(question.kind == kind for question in questions) < ROUND - 2:
            raise ContentError(f"{path}: there are too few questions on {kind}; write more.")
    return tuple(questions)


def _load_form(path: Path, facts: dict[str, Any]) -> FormWords:
    raw = _read_yaml(path)
    try:
        return FormWords(**_fill_in(raw, facts))
    except jinja2.TemplateError as error:
        raise ContentError(
            f"{path}: {error.message}. Is the name in {{{{ … }}}} spelt as in {PACK_FILE}?"
        ) from None
    except (ValidationError, TypeError) as error:
        what = "it needs words, each with its text"
        if isinstance(error, ValidationError):
            what = what_is_wrong(error)
        raise ContentError(f"{path}: the words of the form are wrong ({what}); mend it.") from None


def _faults_together(pack: Pack) -> Iterator[str]:
    """What can only be seen over all cards: ids that exist, forms claimed once."""
    for needed in REQUIRED_NOTICES:
        if needed not in pack.cards:
            yield f"{pack.folder}: the card “{needed}” is missing; the assistant shows it."
    claimed: dict[str, str] = {}
    # The shared cards first: where two claim a name, it is the pack's own card that can be mended.
    shared = (card for card in pack.cards.values() if _is_shared(pack, card))
    own = (card for card in pack.cards.values() if not _is_shared(pack, card))
    for card in (*shared, *own):
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
        for form in (card.title, *card.aliases):
            owner = claimed.setdefault(form.lower(), card.id)
            if owner != card.id:
                key = "title" if form == card.title else "aliases"
                yield (
                    f"{path}{line_of(path, key)}: “{form}” is already a name of the card "
                    f"“{owner}”; leave it out of one of them."
                )


def _is_shared(pack: Pack, card: Card) -> bool:
    return pack.files[card.id].is_relative_to(SHARED_PACK)


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
    except ValueError as error:  # a date that does not exist
        raise ContentError(f"{path}: {error}. Is there a date that does not exist?") from None
    if not isinstance(loaded, kind):
        wanted = "“key: value” lines" if kind is dict else "a list, each item with a dash"
        raise ContentError(f"{path}: expected {wanted}.")
    return loaded


_templates = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
_templates.filters["day"] = lambda one: f"{one:%-d %B %Y}"  # "23 November 2026"


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
    first = min(error.errors(), key=lambda fault: fault["type"] != EXTRA)
    names = [str(part) for part in first["loc"]]
    key = names[0]
    line = line_of(path, key)
    if first["type"] == EXTRA:
        known = ", ".join(_known_keys())
        return f"{path}{line}: the key “{'.'.join(names)}” is not known. Known keys: {known}."
    if first["type"] == MISSING:
        return f"{path}:1: “{'.'.join(names)}:” is missing; add it."
    return f"{path}{line}: “{'.'.join(names)}” is wrong: {message_of(first['msg'])}."


def _known_keys() -> Iterable[str]:
    return (name for name in Card.model_fields if name != "kind")
