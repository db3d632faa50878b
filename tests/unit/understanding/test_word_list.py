"""Words and lemmas of `models/words/`, which `tools/make_words.py` makes and compares with its source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.paths import WORDS
from bot.understanding import checksums
from bot.understanding.word_list import FILE, WordList, word_list


def test_every_word_of_the_file_is_found_with_its_lemma() -> None:
    lines = (WORDS / FILE).read_text(encoding="utf-8").splitlines()
    words = word_list()
    wrong = []
    for line in lines:
        word, _, lemma = line.partition("\t")
        if word not in words or words.lemma(word) != (lemma or word):
            wrong.append(line)
    assert wrong == []
    assert len(lines) == 122_279


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("trials", "trial"), ("studies", "study"), ("went", "go"), ("children", "child"),
        ("matinées", "matinée"), ("'d", "would"), ("0", "0"), ("panel", "panel"),
    ],
)  # fmt: skip
def test_a_form_has_its_lemma(word: str, lemma: str) -> None:
    assert word in word_list()
    assert word_list().lemma(word) == lemma


@pytest.mark.parametrize(
    "word", ["", "\t", "zzzz", "!", "triall", "trials\ttrial", "試験", "\ud800"]
)
def test_what_is_no_word_is_its_own_lemma(word: str) -> None:
    assert word not in word_list()
    assert word_list().lemma(word) == word


@pytest.mark.parametrize("data", [b"", b"one\n", b"a\nb\tc\nd\n"])
def test_short_lists_are_read_too(data: bytes) -> None:
    words = WordList(data)
    assert [word for word in ("a", "b", "d", "one") if word in words] == [
        line.partition("\t")[0] for line in data.decode().splitlines()
    ]


def test_a_changed_or_missing_list_is_refused_with_what_to_do(tmp_path: Path) -> None:
    shutil.copytree(WORDS, tmp_path / "words")
    changed = tmp_path / "words" / FILE
    changed.write_bytes(changed.read_bytes() + b"zzzz\n")
    with pytest.raises(checksums.ChecksumError, match="git checkout models/words"):
        checksums.verify_checksums(tmp_path / "words", (FILE,))
    changed.unlink()
    with pytest.raises(checksums.ChecksumError, match="is missing"):
        checksums.verify_checksums(tmp_path / "words", (FILE,))
