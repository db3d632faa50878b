"""The word lists of the finders can be read, searched and edited by anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.paths import ROOT
from bot.privacy.word_lists import word_list

ROOM = ROOT / "bot" / "privacy"
LISTS = sorted((ROOM / "lists").iterdir())


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_says_what_it_is_for_and_holds_sorted_words(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert path.suffix == ".txt"
    assert lines[0].startswith("# ")
    words = [line for line in lines if not line.startswith("#")]
    assert words == sorted(set(words))
    assert all(word and not any(character.isspace() for character in word) for word in words)
    assert word_list(path.stem) == frozenset(words)


def test_every_list_is_used() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in ROOM.rglob("*.py"))
    assert [path.stem for path in LISTS if f'word_list("{path.stem}")' not in code] == []
