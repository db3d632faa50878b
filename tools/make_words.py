"""Make the word list, `models/words/english.tsv`, from the English tables of spacy-lookups-data.

For maintainers, in an environment of its own:

    python3 -m venv ~/words
    ~/words/bin/pip install --no-deps -r tools/make_words.requirements.txt
    ~/words/bin/python tools/make_words.py

It checks the SHA-256 of each table, writes every form with its lemma, and reads back what it wrote.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # what is imported needs the standard library alone

from bot.paths import WORDS  # noqa: E402
from bot.understanding.checksums import SUMS_FILE  # noqa: E402
from bot.understanding.word_list import FILE, WordList  # noqa: E402

TABLES = {
    "lemma_lookup": "8b5c845960584fdf72291e4f70f0a5e4401568492f4e090c013eec00d67bda05",
    "lemma_index": "bba7b2b304d27a2e855f41d2681441fbd34a96e71d07c972148d82f497d3d1da",
    "lemma_exc": "12ffa0597f11806c5e096cb0c4ef135912dcdb439ed0c4f320cfc5aab6240158",
}


def main() -> None:
    """Make the list and its checksum."""
    folder = _package() / "data"
    lookup, index, exceptions = (_table(folder, name) for name in TABLES)
    known = {word for table in (index, exceptions) for words in table.values() for word in words}
    lemmas = {word: lookup.get(word, word) for word in known | lookup.keys()}
    # Sorted by their bytes, as WordList searches them.
    lines = sorted(
        f"{word}\t{lemma}".encode() if lemma != word else word.encode()
        for word, lemma in lemmas.items()
    )
    data = b"\n".join(lines) + b"\n"
    words = WordList(data)
    wrong = [word for word in lemmas if word not in words or words.lemma(word) != lemmas[word]]
    if wrong:
        raise SystemExit(f"The list does not give back {len(wrong)} words: {wrong[:5]}")
    (WORDS / FILE).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    (WORDS / SUMS_FILE).write_text(f"{digest}  {FILE}\n", encoding="utf-8")
    print(f"{len(lemmas)} words, {len(data)} bytes")


def _package() -> Path:
    spec = importlib.util.find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise SystemExit("Install tools/make_words.requirements.txt first.")
    return Path(spec.origin).parent


def _table(folder: Path, name: str) -> dict[str, Any]:
    packed = (folder / f"en_{name}.json.gz").read_bytes()
    found = hashlib.sha256(packed).hexdigest()
    if found != TABLES[name]:
        raise SystemExit(f"en_{name} is not the table of the pinned release: SHA-256 {found}.")
    table: dict[str, Any] = json.loads(gzip.decompress(packed))
    return table


if __name__ == "__main__":
    main()
