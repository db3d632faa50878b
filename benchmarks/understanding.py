"""How well two pipelines learn other intents: `.venv/bin/python -m benchmarks.understanding`.

The pipeline of `config.yml` learns BANKING77 and CLINC150, with ten training examples an intent,
drawn three times; Rasa's default pipeline learns one draw of BANKING77 in the same run. Training
and messages are timed by the clock.

The data are public and not part of the project: give the folder that holds `banking77_train.csv`,
`banking77_test.csv` (PolyAI-LDN/task-specific-datasets, CC BY 4.0) and `clinc150_full.json`
(clinc/oos-eval, CC BY 3.0) as the first argument.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import json
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.paths import CONFIG, ROOT
from bot.rasa.bootstrap import prepare

PER_INTENT = 10
DRAWS = 3
DEFAULT_TEST = 400
"""Messages that Rasa's default pipeline is measured on: it takes long, and they do to 2 points."""

Labelled = list[tuple[str, str]]

DEFAULT_PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
"""As `rasa init` of Rasa 3.6 writes it."""

# Parts of ours that need the cards or the activities of the project.
LEFT_OUT = ("TermExtractor", "EntitySynonymMapper", "ActivityClassifier", "AnswerDecision")


@dataclass(frozen=True)
class Result:
    """Accuracy as a share, training in seconds, a message in milliseconds (median)."""

    accuracy: float
    training: float
    message: float


def main(folder: Path) -> None:
    """Print the table."""
    try:
        sets = {"BANKING77": _banking(folder), "CLINC150": _clinc(folder)}
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is absent: nothing was measured. See this file's first lines.")
    prepare()
    ours = [one for one in _pipeline() if one["name"].split(".")[-1] not in LEFT_OUT]
    print(f"| data, {PER_INTENT} examples an intent | pipeline | accuracy | training | a message |")
    print("|---|---|---|---|---|")
    for name, (train, test) in sets.items():
        results = [_measure(ours, _draw(train, draw), test) for draw in range(DRAWS)]
        mean = sum(result.accuracy for result in results) / DRAWS
        each = ", ".join(f"{result.accuracy:.1%}" for result in results)
        _row(name, f"ours, mean of {DRAWS} draws ({each})", mean, results[0])
    train, test = sets["BANKING77"]
    test = random.Random(0).sample(test, DEFAULT_TEST)  # no secret
    _row(
        f"BANKING77, {DEFAULT_TEST} messages",
        "ours",
        None,
        _measure(ours, _draw(train, DRAWS), test),
    )
    default = _measure(DEFAULT_PIPELINE, _draw(train, DRAWS), test)
    _row(f"BANKING77, {DEFAULT_TEST} messages", "Rasa's default", None, default)


def _row(data: str, pipeline: str, mean: float | None, result: Result) -> None:
    accuracy = result.accuracy if mean is None else mean
    print(
        f"| {data} | {pipeline} | {accuracy:.1%} | {result.training:.0f} s "
        f"| {result.message:.1f} ms |",
        flush=True,
    )


def _pipeline() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = YAML(typ="safe").load(CONFIG.read_text(encoding="utf-8"))[
        "pipeline"
    ]
    return loaded


def _draw(train: Labelled, seed: int) -> Labelled:
    by_intent: defaultdict[str, Labelled] = defaultdict(list)
    for text, intent in train:
        by_intent[intent].append((text, intent))
    rng = random.Random(seed)  # no secret
    return [one for of_intent in by_intent.values() for one in rng.sample(of_intent, PER_INTENT)]


def _measure(pipeline: list[dict[str, Any]], train: Labelled, test: Labelled) -> Result:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Rasa would take what an earlier run trained from its cache, in no time.
        os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
        yaml = YAML()
        config = {"recipe": "default.v1", "assistant_id": "bench", "language": "en"}
        yaml.dump(config | {"pipeline": pipeline}, folder / "config.yml")
        blocks: defaultdict[str, list[str]] = defaultdict(list)
        for text, intent in train:
            blocks[intent].append(" ".join(text.split()).replace("[", "(").replace("]", ")"))
        nlu = [
            {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            for intent, texts in blocks.items()
        ]
        yaml.dump({"version": "3.1", "nlu": nlu}, folder / "nlu.yml")
        started = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        training = time.perf_counter() - started
        return asyncio.run(_score(Agent.load(model), test, training))


async def _score(agent: Any, test: Labelled, training: float) -> Result:
    right, seconds = 0, []
    for text, intent in test:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        seconds.append(time.perf_counter() - started)
        best = next(one for one in parsed["intent_ranking"] if one["name"] != "nlu_fallback")
        right += best["name"] == intent
    return Result(right / len(test), training, 1000 * sorted(seconds)[len(seconds) // 2])


def _banking(folder: Path) -> tuple[Labelled, Labelled]:
    def read(name: str) -> Labelled:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return [(row["text"], row["category"]) for row in csv.DictReader(file)]

    return read("banking77_train.csv"), read("banking77_test.csv")


def _clinc(folder: Path) -> tuple[Labelled, Labelled]:
    loaded = json.loads((folder / "clinc150_full.json").read_text(encoding="utf-8"))
    return [tuple(one) for one in loaded["train"]], [tuple(one) for one in loaded["test"]]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench")
