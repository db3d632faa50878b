"""Teach the published sentence encoder what people ask here: the weights for `make_encoder.py`.

For maintainers, in the environment of `make_encoder.py`, from the root of the repository, whenever
much in data/asked has changed (about half an hour on two cores):

    PYTHONPATH=. ~/encoder/bin/python tools/fine_tune_encoder.py ~/encoder/tuned

Three things are taught at once, each with a layer of its own that is thrown away afterwards: which
card or part a sentence asks for, which kind an activity is, and whether a message speaks of danger.
Nothing of the voices in `LEFT_OUT` is read, and nothing in data/evaluation: figures come from them.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from make_encoder import published_model
from ruamel.yaml import YAML
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from bot.content.asked import asked_in_cards
from bot.content.load import load_pack
from bot.paths import SHARED_PACK
from bot.understanding.activities import load_activities, load_told
from bot.understanding.asked import LEFT_OUT, NO_CARD, load_asked
from bot.understanding.examples import intent_examples

DATA = Path("data")
EPOCHS, BATCH, LEARNING_RATE = 3, 48, 1e-4
FROZEN_LAYERS = 2
"""The lowest layers, and the word pieces, stay as they were published."""

SCALE = 16.0
"""By which cosines with a label's direction are multiplied before they become probabilities."""

MOST_OF_A_LABEL = 150
"""Of a label with more examples each counts for less, so that refusals are not piled higher."""

SMOOTHING = 0.05
MOST_WORD_PIECES = 64
SEED = 20


@dataclass
class Task:
    """Examples with labels, and a direction for each label, (n_labels, 384)."""

    texts: list[str]
    labels: list[str]
    weight: float

    def prepare(self, dimensions: int) -> list[nn.Parameter]:
        """Number the labels, and start with random directions."""
        names = sorted(set(self.labels))
        column = {name: number for number, name in enumerate(names)}
        self.numbers = torch.tensor([column[label] for label in self.labels])
        counts = torch.bincount(self.numbers, minlength=len(names)).float()
        self.counts_for = (counts.clamp(max=MOST_OF_A_LABEL) / counts)[self.numbers]
        self.directions = nn.Parameter(torch.randn(len(names), dimensions) / dimensions**0.5)
        return [self.directions]

    def loss(self, vectors: torch.Tensor, batch: list[int]) -> torch.Tensor:
        """How far the vectors of some examples are from their labels."""
        scores = SCALE * vectors @ nn.functional.normalize(self.directions, dim=1).T
        each = nn.functional.cross_entropy(
            scores, self.numbers[batch], reduction="none", label_smoothing=SMOOTHING
        )
        counts = self.counts_for[batch]
        return self.weight * (each * counts).sum() / counts.sum()

    def batches(self) -> Iterator[list[int]]:
        """All examples in batches of about the same length, in a new order each time."""
        order = random.sample(range(len(self.texts)), len(self.texts))
        for start in range(0, len(order), BATCH * 20):
            near = sorted(order[start : start + BATCH * 20], key=lambda n: len(self.texts[n]))
            yield from (near[first : first + BATCH] for first in range(0, len(near), BATCH))


class Encoder(nn.Module):
    """The published model with its tokenizer: sentences to unit vectors."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = AutoModel.from_pretrained(folder)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MOST_WORD_PIECES)
        self.tokenizer.enable_padding()

    def forward(self, texts: list[str]) -> torch.Tensor:
        """The vectors of `texts`, (n, 384)."""
        encoded = self.tokenizer.encode_batch(texts)
        ids = torch.tensor([one.ids for one in encoded])
        mask = torch.tensor([one.attention_mask for one in encoded])
        states = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return nn.functional.normalize(mean, dim=1)


def main(target: Path) -> None:
    """Fine-tune and write the weights to `target`."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    encoder = Encoder(published_model())
    tasks = [_cards(), _activities(), _danger()]
    heads = [part for task in tasks for part in task.prepare(encoder.model.config.hidden_size)]
    layers = encoder.model.encoder.layer[FROZEN_LAYERS:]
    learning = [part for layer in layers for part in layer.parameters()]
    for part in encoder.parameters():
        part.requires_grad = False
    for part in learning:
        part.requires_grad = True
    optimiser = torch.optim.AdamW(
        [{"params": learning, "lr": LEARNING_RATE}, {"params": heads, "lr": LEARNING_RATE * 40}],
        weight_decay=0.0,
    )
    batches = sum(-(-len(task.texts) // BATCH) for task in tasks)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=[LEARNING_RATE, LEARNING_RATE * 40],
        total_steps=EPOCHS * (batches + 60),
        pct_start=0.1,
    )
    encoder.train()
    started = time.monotonic()
    for epoch in range(EPOCHS):
        work = [(task, batch) for task in tasks for batch in task.batches()]
        random.shuffle(work)
        losses: Counter[int] = Counter()
        for task, batch in work:
            loss = task.loss(encoder([task.texts[n] for n in batch]), batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            schedule.step()
            losses[tasks.index(task)] += loss.item()
        shown = ", ".join(f"{losses[n] / len(work):.3f}" for n in range(len(tasks)))
        seconds = time.monotonic() - started
        print(f"{epoch + 1} of {EPOCHS}: losses {shown}; {seconds:.0f} s", flush=True)
        encoder.model.save_pretrained(target)


def _cards() -> Task:
    asked = [*load_asked(DATA / "asked", LEFT_OUT), *asked_in_cards(load_pack(SHARED_PACK))]
    pairs = [(one.text, one.label) for one in asked]
    no_card = _no_card_intents()
    pairs += [(text, NO_CARD + intent) for text, intent in intent_examples() if intent in no_card]
    return Task([text for text, _ in pairs], [label for _, label in pairs], weight=1.0)


def _no_card_intents() -> frozenset[str]:
    """The intents that no card answers, as config.yml has them."""
    config = YAML(typ="safe").load(Path("config.yml").read_text(encoding="utf-8"))
    return frozenset(next(one["no_card"] for one in config["pipeline"] if "no_card" in one))


def _activities() -> Task:
    texts, labels = load_activities(DATA / "activities")
    told, kinds = load_told(DATA / "asked" / "activities", LEFT_OUT)
    return Task(texts + told, labels + kinds, weight=0.7)


def _danger() -> Task:
    found = {row["text"]: row["card"] for row in _rows(DATA / "crisis" / "examples.tsv")}
    found |= {row["phrase"]: row["card"] for row in _rows(DATA / "crisis" / "must_fire.tsv")}
    found |= {row["phrase"]: "none" for row in _rows(DATA / "crisis" / "must_not_fire.tsv")}
    for path in sorted((DATA / "crisis" / "hands").glob("*.tsv")):
        found |= {row["text"]: row["card"] for row in _rows(path)}
    ordinary = [one.text for one in load_asked(DATA / "asked", LEFT_OUT)]
    found |= dict.fromkeys(random.sample(ordinary, 4000), "none")
    return Task(list(found), list(found.values()), weight=0.7)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
