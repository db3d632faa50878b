"""The trained pipeline as a whole."""

from __future__ import annotations

import tarfile
from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML

from bot.paths import DOMAIN
from bot.understanding.examples import intent_examples


def test_nothing_in_the_model_is_pickled(model: Path) -> None:
    with tarfile.open(model) as archive:
        files = [member for member in archive.getmembers() if member.isfile()]
        for member in files:
            assert not member.name.endswith((".pkl", ".pickle", ".joblib", ".npy"))
            opened = archive.extractfile(member)
            assert opened is not None
            # Protocol 2 and later begin so; nothing here was written by an older one.
            assert opened.read(2) not in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
    assert len(files) > 5


MOVES = {
    "affirm", "deny", "help", "start_quiz", "stop", "give_feedback", "privacy", "delete_my_data",
    "example", "more", "simpler", "repeat", "source",
}  # fmt: skip


def test_every_intent_has_examples_enough() -> None:
    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    counted = Counter(intent for _, intent in intent_examples())
    wanted = {intent: 15 if intent in MOVES else 40 for intent in domain["intents"]}
    assert {i: counted[i] for i in wanted if counted[i] < wanted[i]} == {}
    assert set(counted) == set(domain["intents"])
