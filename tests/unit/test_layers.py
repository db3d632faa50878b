"""What may know of what: the product runs, trains and is measured without the folder of its tests."""

from __future__ import annotations

import re

import pytest

from bot.paths import DATA, ROOT

PRODUCT = ("bot", "actions", "tools")

# A path into the folder, the folder as a step of a path, or an import from it.
NAMES_TESTS = re.compile(r"\btests/[\w./-]*|[\"']tests[\"']|\b(?:from|import) tests\b")

# Comments that tell a reader which test keeps a claim true. Nothing is read from these.
SAYS_WHAT_SHOWS_IT = {
    ("bot/understanding/ngrams.py", "tests/unit/understanding/test_ngrams.py"),
    ("bot/process/no_telemetry.py", "tests/faults/test_silence.py"),
}


def named_in(text: str) -> set[str]:
    return {found.group() for found in NAMES_TESTS.finditer(text)}


def test_nothing_in_the_product_names_the_folder_of_the_tests() -> None:
    named = set()
    for file in (file for folder in PRODUCT for file in (ROOT / folder).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            name = file.relative_to(ROOT).as_posix()
            named |= {(name, what) for what in named_in(file.read_text(encoding="utf-8"))}
    assert named == SAYS_WHAT_SHOWS_IT


def test_what_is_said_to_be_shown_by_a_test_is_a_test() -> None:
    for _, test in SAYS_WHAT_SHOWS_IT:
        assert (ROOT / test).is_file(), test


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('FOLDER = ROOT / "tests" / "nlu"', True),
        ("from tests.support.rows import all_of", True),
        ("cat tests/nlu/intents.tsv", True),
        ("find site -type d -name tests", False),
        ("blood tests or a scan", False),
    ],
)
def test_every_way_to_name_the_folder_is_seen(line: str, names: bool) -> None:
    """So that the first test can fail."""
    assert bool(named_in(line)) is names


def test_rasa_is_given_no_json_beside_its_training_data() -> None:
    """It tries every .json and .yml below `data/` as training data; tables it leaves alone."""
    assert [file.name for file in DATA.rglob("*.json")] == []
