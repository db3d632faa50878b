"""The kind of an activity that somebody describes: its examples, and how it is decided."""

from __future__ import annotations

import csv
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import ContentError

KINDS = ("involvement", "engagement", "participation")
NONE, MIXED, ASK = "none", "mixed", "ask"
LABELS = (*KINDS, NONE, MIXED, ASK)


@dataclass(frozen=True)
class ActivityVerdict:
    """The likeliest of the three kinds with its probability, and what to answer.

    `decision`: a kind; `none` of the three; `mixed`, two at once; `ask`, when it takes a question
    to find out. `cue`: the words that spoke most for it.
    """

    kind: str
    confidence: float
    decision: str
    cue: str = ""


def decide_kind(probabilities: Mapping[str, float], kind_from: float) -> ActivityVerdict:
    """Decide by the calibrated `probabilities` of all `LABELS`.

    Args:
        kind_from: the probability from which a kind is named; below it the assistant asks.
    """
    kind = max(KINDS, key=lambda label: probabilities[label])
    best = max(LABELS, key=lambda label: probabilities[label])
    unsure = best in KINDS and probabilities[best] < kind_from
    return ActivityVerdict(kind, probabilities[kind], ASK if unsure else best)


def load_activities(folder: Path) -> tuple[list[str], list[str]]:
    """The example texts of every file in `folder`, and the label of each.

    Raises:
        ContentError: naming the file and the fix.
    """
    texts: list[str] = []
    labels: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            loaded = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        except YAMLError:
            raise ContentError(f"{path}: this is not YAML. Check quotes and indents.") from None
        if not isinstance(loaded, dict) or set(loaded) != {"kind", "examples"}:
            raise ContentError(f"{path}: expected “kind:” and a list “examples:”, nothing else.")
        if loaded["kind"] not in LABELS:
            raise ContentError(f"{path}: the kind must be one of {', '.join(LABELS)}.")
        for text in loaded["examples"]:
            if not isinstance(text, str):
                raise ContentError(f"{path}: put the example “{text}” in quotes.")
            texts.append(text)
            labels.append(loaded["kind"])
    return texts, labels


TOLD_COLUMNS = ["kind", "said"]


def load_told(folder: Path, without: Container[str] = ()) -> tuple[list[str], list[str]]:
    """What made-up people did or were asked to do, one file a voice, and the label of each.

    Args:
        without: voices that are left out, to measure on them.

    Raises:
        ContentError: naming file and line.
    """
    texts: list[str] = []
    labels: list[str] = []
    for path in sorted(folder.glob("*.tsv")):
        if path.stem in without:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if next(rows, None) != TOLD_COLUMNS:
                raise ContentError(f"{path}:1: the first line must be kind and said, by a tab.")
            for number, row in enumerate(rows, start=2):
                if len(row) != len(TOLD_COLUMNS) or row[0] not in LABELS or not row[1].strip():
                    raise ContentError(
                        f"{path}:{number}: a line is a kind ({', '.join(LABELS)}) and a sentence."
                    )
                texts.append(row[1].strip())
                labels.append(row[0])
    return texts, labels
