"""`ppi-guide check`: what an editor of cards or training data can get wrong.

The checks that need Rasa are in bot/rasa/validation.py. It is imported once the pack can be read:
a broken card is named at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from bot.content.asked import check_asked
from bot.content.cards import TERM_INTENT
from bot.content.load import read_pack
from bot.content.moves import MOVES
from bot.content.pack import Pack
from bot.content.pack_files import FORM_FILE, PACK_FILE, line_of
from bot.content.readability import (
    HARDEST,
    HARDEST_AS_WRITTEN,
    MOST_WORDS,
    MOST_WORDS_FIRST,
    grade,
    grade_of_text,
    long_sentences,
    long_sentences_of_text,
    unexplained,
    words_first,
)
from bot.errors import ContentError
from bot.paths import DATA, DOMAIN
from bot.understanding.activities import load_activities
from bot.understanding.asked import load_asked
from bot.understanding.examples import intent_examples
from bot.understanding.near_duplicates import near_duplicates

QUIZ_INTENT = "start_quiz"

NUMBERS_GOOD_FOR = 366
"""Days after which somebody must check the crisis numbers again."""


@dataclass(frozen=True)
class CheckResult:
    """What was counted, and the faults: one line each, with the file and the fix."""

    cards: int
    examples: int
    faults: list[str]
    grades: dict[str, float] = field(default_factory=dict)
    oldest_review: date | None = None


def run_checks(pack_folder: Path) -> CheckResult:
    """Check the pack, the class paths in the YAML files and the training data."""
    pack, broken = read_pack(pack_folder)
    if pack is None:
        return CheckResult(0, 0, broken)
    from bot.rasa.bootstrap import prepare

    prepare()
    from bot.rasa.validation import broken_class_paths, validate

    faults = [
        *broken_class_paths(),
        *_unanswered(pack),
        *_hard_to_read(pack),
        *_hard_to_read_form(pack),
        *overdue_reviews(pack, date.today()),
        *old_crisis_numbers(pack, date.today()),
        *_near_duplicates(),
        *check_asked(pack, load_asked(DATA / "asked")),
    ]
    grades = {
        card.id: found
        for card in pack.cards.values()
        if (found := grade(card, pack.facts).protected) is not None
    }
    oldest = min(card.reviewed.on for card in pack.cards.values() if card.reviewed)
    examples = 0
    if not faults:
        examples, faults = validate(pack_folder, pack)
    return CheckResult(len(pack.cards), examples, faults, grades, oldest)


def _unanswered(pack: Pack) -> Iterator[str]:
    """Every intent of the domain has a card or is a dialogue move."""
    answered_by_code = {*MOVES, TERM_INTENT, QUIZ_INTENT}
    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    for intent in domain["intents"]:
        if intent not in answered_by_code and not pack.answering(intent):
            yield (
                f"{pack.folder}: no card answers the intent “{intent}”; "
                f"add one with answers: [{intent}]."
            )
    known = set(domain["intents"])
    for card in pack.cards.values():
        for intent in set(card.intents) - known:
            path = pack.files[card.id]
            line = line_of(path, "answers")
            yield f"{path}{line}: answers the unknown intent “{intent}”; domain.yml lists them."


def _hard_to_read(pack: Pack) -> Iterator[str]:
    """Cards above the grades, and sentences above the length."""
    for card in pack.cards.values():
        path = pack.files[card.id]
        said = f"{path}{line_of(path, 'meaning')}"
        found = grade(card, pack.facts)
        if found.protected is not None and found.protected > HARDEST:
            yield f"{said}: grade {found.protected:.1f}, above {HARDEST:g}; use shorter words."
        elif found.as_written is not None and found.as_written > HARDEST_AS_WRITTEN:
            yield (
                f"{said}: grade {found.as_written:.1f} as written, above {HARDEST_AS_WRITTEN:g}; "
                "say more in plain words around the protected ones."
            )
        first = words_first(card, pack.facts)
        if first > MOST_WORDS_FIRST and not card.is_crisis:
            yield (
                f"{said}: meaning and example have {first} words, above {MOST_WORDS_FIRST}; "
                "move some to “more:”."
            )
        for word in unexplained(card, pack.facts):
            yield f"{said}: “{word}” is not explained; say what it stands for."
        for sentence in long_sentences(card, pack.facts):
            yield f"{said}: “{sentence}” has more than {MOST_WORDS} words; make two sentences."


def _hard_to_read_form(pack: Pack) -> Iterator[str]:
    """The words of the form, by the measures of the cards."""
    texts = pack.form.texts
    found = grade_of_text(" ".join(texts.values()), pack.facts).protected
    if found is not None and found > HARDEST:
        yield f"{FORM_FILE}: grade {found:.1f}, above {HARDEST:g}; use shorter words."
    for name, text in texts.items():
        alone = grade_of_text(text, pack.facts).protected
        if alone is not None and alone > HARDEST:
            yield f"{FORM_FILE}: “{name}” has grade {alone:.1f}, above {HARDEST:g}."
        for sentence in long_sentences_of_text(text, pack.facts):
            yield f"{FORM_FILE}: “{sentence}” has more than {MOST_WORDS} words; make two."


def overdue_reviews(pack: Pack, today: date) -> Iterator[str]:
    """Cards whose review was due before `today`."""
    for card in pack.cards.values():
        if card.reviewed and card.reviewed.due < today:
            path = pack.files[card.id]
            line = line_of(path, "reviewed")
            yield (
                f"{path}{line}: the review was due on {card.reviewed.due}; "
                "read it over and set new dates."
            )


def old_crisis_numbers(pack: Pack, today: date) -> Iterator[str]:
    """The crisis numbers, when nobody has checked them for a year."""
    checked = pack.facts["crisis"].get("checked")
    if not isinstance(checked, date) or (today - checked).days > NUMBERS_GOOD_FOR:
        path = pack.folder / PACK_FILE
        yield (
            f"{path}{line_of(path, 'crisis')}: the crisis numbers were last checked on {checked}; "
            "ring or look up each one and set a new date."
        )


def _near_duplicates() -> Iterator[str]:
    """Training lines nearly the same as another line of the same folder."""
    try:
        activities, _ = load_activities(DATA / "activities")
    except ContentError as error:
        yield str(error)
        return
    for folder, lines in (
        ("nlu", [text for text, _ in intent_examples()]),
        ("activities", activities),
    ):
        for first, second in near_duplicates(lines):
            yield (
                f"data/{folder}: “{lines[second]}” is nearly the same as “{lines[first]}”; "
                "leave one out."
            )
