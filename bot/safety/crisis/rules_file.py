"""Reads the rules in `crisis.yml` into a form that can be searched with.

The top of that file explains the notation to the people who review it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from ruamel.yaml import YAML

from bot.safety.crisis.matcher import PhraseFinder, Place
from bot.safety.crisis.words import FEVER, MANY, NUMBER, YEAR, WordNormaliser

RULES_FILE = Path(__file__).with_name("crisis.yml")

# The mark of a phrase: what its sentence is about, or for a rule FIRST_RULE and more. The mark of a
# harmless phrase is its length in words.
RESEARCH_TALK, TRIAL_TALK, TREATMENT = -1, -2, -3
NOT_NOW, NOW, PERHAPS_PAST = -4, -5, -6
FIRST_RULE = 1

_PIECE = re.compile(r"\(|\)\??|\||~\d+|[^\s()|]+")
_SPEAKER = frozenset({"i", "myself"})  # a harmless phrase names neither
_NOT_SKIPPED = _SPEAKER | {"my", "me"}  # nor does a gap in it pass over any of these


class RulesError(ValueError):
    """A phrase in the rules file cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One named rule. `kind` is says, mentions or short; these and `now` are as in `crisis.yml`."""

    name: str
    card: str
    kind: str
    with_treatment: bool
    now: bool = False


@dataclass(frozen=True, slots=True)
class CrisisRules:
    """All that a search needs. `rules[mark - FIRST_RULE]` is the rule of a mark, by urgency."""

    normaliser: WordNormaliser
    harmless: PhraseFinder
    alarming: PhraseFinder
    rules: tuple[Rule, ...]
    short_sentence: int  # words
    treatment_distance: int  # words


@cache
def crisis_rules() -> CrisisRules:
    """The rules in `crisis.yml`, read once.

    Raises:
        RulesError: a phrase cannot be read.
    """
    return read_rules(RULES_FILE.read_text(encoding="utf-8"))


def read_rules(source: str) -> CrisisRules:
    """The rules in a YAML text.

    Raises:
        RulesError: a phrase cannot be read.
    """
    data = YAML(typ="safe", pure=False).load(source)
    notation = _Notation(data["lists"], data["spellings"])
    harmless: list[tuple[Sequence[Place], int]] = []
    for text in _phrases(data["harmless"]):
        harmless += [(places, len(places)) for places in notation.of_fixed_length(text)]
    contexts = {
        "research_talk": RESEARCH_TALK,
        "trial_talk": TRIAL_TALK,
        "not_now": NOT_NOW,
        "now": NOW,
        "perhaps_past": PERHAPS_PAST,
    }
    for key, mark in contexts.items():
        for text in _phrases(data[key]):
            harmless += [(places, mark) for places in notation.of_fixed_length(text)]

    alarming: list[tuple[Sequence[Place], int]] = []
    for text in _phrases(data["on_treatment"]):
        alarming += [(places, TREATMENT) for places in notation.read(text)]
    rules: list[Rule] = []
    for card, named in data["cards"].items():
        for name, body in named.items():
            for kind in ("says", "mentions", "short"):
                if kind not in body:
                    continue
                mark = FIRST_RULE + len(rules)
                treated, now = bool(body.get("with_treatment")), bool(body.get("now"))
                rules.append(Rule(name, card, kind, treated, now))
                for text in _phrases(body[kind]):
                    alarming += [(places, mark) for places in notation.read(text)]
    names = notation.names
    return CrisisRules(
        normaliser=_normaliser(notation, data),
        harmless=PhraseFinder(harmless, names),
        alarming=PhraseFinder(alarming, names),
        rules=tuple(rules),
        short_sentence=int(data["short_sentence"]),
        treatment_distance=int(data["treatment_distance"]),
    )


def _normaliser(notation: "_Notation", data: Mapping[str, str]) -> WordNormaliser:
    misspelt = data["misspelt"].split()
    normaliser = WordNormaliser(
        vocabulary=notation.names,
        spellings=notation.spellings,
        misspelt=misspelt,
        real_words=data["real_words"].split(),
        run_together=data["run_together"].split(),
    )
    for word in misspelt:
        if not normaliser.known(word):
            raise RulesError(f"crisis.yml: {word!r} stands in the list misspelt, but in no phrase")
    return normaliser


class _Notation:
    """Turns a phrase as it is written in the file into sequences of places."""

    def __init__(self, lists: Mapping[str, str], spellings: Mapping[str, str]) -> None:
        # In the file: plain word -> the ways people write it. Here: what they write -> plain words.
        self.spellings = {
            wrong: plain for plain, wrongs in spellings.items() for wrong in str(wrongs).split()
        }
        self.names: set[str] = {FEVER, MANY, NUMBER, YEAR}
        self._lists: dict[str, frozenset[str]] = {}
        for plain in self.spellings.values():
            self.names.update(plain.split())
        for name, words in lists.items():
            self._lists[name] = frozenset().union(*map(self._words, words.split()))

    def read(self, text: str) -> list[list[Place]]:
        """A rule's phrase; optional words at either end would say nothing and are left out."""
        rows = []
        for row in self._rows(text):
            while row and row[-1].optional:
                row.pop()
            while row and row[0].optional:
                row.pop(0)
            if not row:
                raise RulesError(f"crisis.yml: {text!r} could match nothing; give it a word")
            rows.append(row)
        return rows

    def of_fixed_length(self, text: str) -> list[list[Place]]:
        """A harmless phrase, once for each length it can have, so that its first word is known."""
        rows = []
        for row in self._rows(text):
            if any(place.words and place.words & _SPEAKER for place in row):
                raise RulesError(
                    f"crisis.yml: {text!r} would hide what a person says of themselves"
                )
            kept = [(True, False) if place.optional else (True,) for place in row]
            for keep in product(*kept):
                row_kept = [place for place, stays in zip(row, keep, strict=True) if stays]
                rows.append([Place(place.words, never=_NOT_SKIPPED) for place in row_kept])
        return rows

    def _rows(self, text: str) -> list[list[Place]]:
        pieces = _PIECE.findall(text)
        rows = self._sequence(pieces, text, in_brackets=False)
        if pieces:
            raise RulesError(f"crisis.yml: a bracket in {text!r} is not opened")
        return rows

    def _sequence(self, pieces: list[str], text: str, in_brackets: bool) -> list[list[Place]]:
        """Read `pieces` up to the closing bracket, removing them from the list."""
        done: list[list[Place]] = []
        rows: list[list[Place]] = [[]]
        while pieces and not pieces[0].startswith(")"):
            piece = pieces.pop(0)
            if piece == "|":
                done, rows = done + rows, [[]]
                continue
            if piece == "(":
                choices = self._bracketed(pieces, text)
            elif piece.startswith("~"):
                choices = [[Place(None, optional=True)] * int(piece[1:])]
            else:
                names = [piece]
                while not in_brackets and pieces[:1] == ["|"]:
                    names.append(pieces[1])
                    del pieces[:2]
                words = frozenset[str]().union(*(self._words(name.rstrip("?")) for name in names))
                choices = [[Place(words, optional=names[-1].endswith("?"))]]
            rows = [row + choice for row in rows for choice in choices]
        return _merged(done + rows)

    def _bracketed(self, pieces: list[str], text: str) -> list[list[Place]]:
        choices = self._sequence(pieces, text, in_brackets=True)
        if not pieces:
            raise RulesError(f"crisis.yml: a bracket in {text!r} is not closed")
        if not pieces.pop(0).endswith("?"):
            return choices
        if all(len(choice) == 1 for choice in choices):
            return [[Place(choice[0].words, optional=True)] for choice in choices]
        return [*choices, []]

    def _words(self, name: str) -> frozenset[str]:
        if name.startswith("{"):
            if name[1:-1] not in self._lists:
                raise RulesError(f"crisis.yml: there is no list {name}")
            return self._lists[name[1:-1]]
        if name == NUMBER:
            return frozenset({NUMBER, FEVER, MANY})
        plain = self.spellings.get(name, name)
        if " " in plain:
            raise RulesError(f"crisis.yml: write {plain!r} instead of {name!r}")
        self.names.add(plain)
        return frozenset({plain})


def _merged(rows: list[list[Place]]) -> list[list[Place]]:
    """The choices, with those of a single word merged into one place."""
    single = [row[0] for row in rows if len(row) == 1 and row[0].words and not row[0].optional]
    if len(single) < 2:
        return rows
    words = frozenset[str]().union(*(place.words or () for place in single))
    return [[Place(words)], *(row for row in rows if not (len(row) == 1 and row[0] in single))]


def _phrases(block: str | Sequence[str]) -> list[str]:
    """The phrases of a block: one a line, or several on a line with commas between them."""
    lines = block.splitlines() if isinstance(block, str) else block
    parts = (part.strip() for line in lines for part in line.partition(" #")[0].split(","))
    return [part for part in parts if part]
