"""The cards of the pack as their files have them, and where each of them was seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

CONTENT = Path(__file__).parents[3] / "content"
FILLED_IN = re.compile(r"\{\{.*?\}\}|\[[^\]]*\]|\n\n", re.DOTALL)


@dataclass(frozen=True)
class Card:
    """`words`: the longest piece of its meaning that is shown as it stands."""

    id: str
    title: str
    words: str


def cards() -> list[Card]:
    read = YAML(typ="safe")
    files = [path for kind in ("terms", "topics", "notices") for path in (CONTENT / kind).glob("*")]
    raw = [read.load(path.read_text(encoding="utf-8")) for path in sorted(files)]
    return [Card(one["id"], one["title"], _longest(one["meaning"])) for one in raw]


def where_seen(record: Path) -> dict[str, list[str]]:
    """For each card the channels on which its words stand."""
    texts: dict[str, str] = {}
    for path in sorted(path for path in record.rglob("*") if path.is_file()):
        channel = path.relative_to(record).parts[1]
        texts[channel] = f"{texts.get(channel, '')} {_shown(path)}"
    texts = {channel: " ".join(text.split()) for channel, text in texts.items()}
    return {
        card.id: [channel for channel, text in sorted(texts.items()) if card.words in text]
        for card in cards()
    }


def _longest(meaning: str) -> str:
    pieces = [" ".join(piece.split()) for piece in FILLED_IN.split(meaning)]
    return max(pieces, key=len)


def _shown(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        text = "\n".join(_strings(json.loads(text)))
    return unescape(re.sub(r"<[^>]*>", "", text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _strings(one)
