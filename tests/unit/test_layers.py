"""The architecture: which part of the application may know which.

`LAYERS` is the short form of docs/architecture.md. The tests hold every import to it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import DATA, ROOT
from tests.support.import_graph import circles, import_graph

# From low to high. A part may import from its own layer and from earlier ones, never from a later one.
LAYERS = (
    # Needed everywhere, and about nothing in particular.
    ("bot.paths", "bot.version", "bot.errors", "bot.text", "bot.keys", "bot.messages"),
    # The machine: sockets, worker processes, the settings file.
    ("bot.process", "bot.settings"),
    # Reading a text: which personal data are in it, and what it says. They know nothing of the bot.
    ("bot.privacy", "bot.understanding"),
    # The cards, and how one is chosen; whether a message speaks of danger.
    ("bot.content", "bot.safety"),
    # The database.
    ("bot.records",),
    # A message for a person: the form, the request, its delivery.
    ("bot.handoff",),
    # A turn: one message in, the replies out. It knows Rasa as a protocol only.
    ("bot.conversation",),
    # Rasa, and the actions that it runs.
    ("bot.rasa", "actions"),
    # All parts put together; and the whole of them measured.
    ("bot.assistant", "bot.evaluation"),
    # How a message comes and how a reply is shown.
    ("bot.channels",),
    # What a person starts.
    ("bot.server", "bot.cli"),
)

# What is not so yet. These lists only shrink: an entry that is no longer true fails a test.
KNOWN_UPWARD_IMPORTS = {
    ("bot.evaluation.evaluate", "bot.channels.shell.batch"),
    ("bot.records.daily", "bot.assistant"),
}
KNOWN_CIRCLES = [("bot.content.load", "bot.content.quiz", "bot.content.replies")]

# `bot/__init__.py` runs before every other module of the package, whichever is imported first.
# So it belongs to no layer.
FIRST = "bot"

GRAPH = {
    module: imported - {FIRST}
    for module, imported in import_graph(ROOT, "bot", "actions").items()
    if module != FIRST
}


def layer_of(module: str) -> int:
    for number, parts in enumerate(LAYERS):
        if any(f"{module}.".startswith(f"{part}.") for part in parts):
            return number
    raise AssertionError(f"{module} is in no layer: add it to LAYERS.")


def test_no_import_runs_from_a_lower_layer_to_a_higher_one() -> None:
    upward = {
        (module, other)
        for module, imported in GRAPH.items()
        for other in imported & GRAPH.keys()
        if layer_of(module) < layer_of(other)
    }
    assert upward == KNOWN_UPWARD_IMPORTS


def test_every_layer_is_there() -> None:
    for part in (part for parts in LAYERS for part in parts):
        assert any(f"{module}.".startswith(f"{part}.") for module in GRAPH), part


def test_no_modules_import_each_other() -> None:
    assert circles(GRAPH) == KNOWN_CIRCLES


def test_rasa_is_imported_where_it_is_wrapped_and_nowhere_else() -> None:
    graph = import_graph(ROOT, "bot", "actions", "tools")
    of_rasa = {
        module
        for module, imported in graph.items()
        if any(other.partition(".")[0] in ("rasa", "rasa_sdk") for other in imported)
    }
    assert {one for one in of_rasa if not f"{one}.".startswith(("bot.rasa.", "actions."))} == set()
    assert of_rasa


def test_a_server_can_be_put_together_before_rasa_is_imported() -> None:
    """A thread imports Rasa, which takes seconds; what needs no model works meanwhile."""
    program = (
        "import sys, bot.server, bot.assistant, bot.channels.telegram.service;"
        "print({'rasa', 'rasa_sdk', 'spacy', 'onnxruntime'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "set()"


FILES = {
    "low/plain.py": "import json\n",
    "low/__init__.py": "",
    "low/late.py": "def run():\n    from high.top import name\n",
    "low/typed.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import high.top\n",
    "high/__init__.py": "",
    "high/top.py": "from low import late, plain\nname = 1\n",
}


def test_every_import_is_seen_wherever_it_is(tmp_path: Path) -> None:
    """So that the tests above can fail."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    graph = import_graph(tmp_path, "low", "high")
    assert graph["low.plain"] == {"json"}
    assert graph["low.late"] == {"high.top"}
    assert graph["low.typed"] == {"typing", "high.top"}
    assert graph["high.top"] == {"low.late", "low.plain"}
    assert circles(graph) == [("high.top", "low.late")]


# --- The folder of the tests ---------------------------------------------------------------------

PRODUCT = ("bot", "actions", "tools")

# A path into the folder, the folder as a step of a path, or an import from it.
NAMES_TESTS = re.compile(r"\btests/[\w./-]*|[\"']tests[\"']|\b(?:from|import) tests\b")

# Comments that tell a reader which test keeps a claim true. Nothing is read from these.
NAMED_IN_COMMENTS = {
    ("bot/understanding/ngrams.py", "tests/unit/understanding/test_ngrams.py"),
    ("bot/process/no_telemetry.py", "tests/faults/test_silence.py"),
}


def named_in(text: str) -> set[str]:
    return {found.group() for found in NAMES_TESTS.finditer(text)}


def test_nothing_in_the_product_reads_the_folder_of_the_tests() -> None:
    """It runs, trains and is measured without that folder."""
    named = set()
    for file in (file for folder in PRODUCT for file in (ROOT / folder).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            name = file.relative_to(ROOT).as_posix()
            named |= {(name, what) for what in named_in(file.read_text(encoding="utf-8"))}
    assert named == NAMED_IN_COMMENTS


def test_a_test_that_a_comment_names_exists() -> None:
    for _, test in NAMED_IN_COMMENTS:
        assert (ROOT / test).is_file(), test


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('FOLDER = ROOT / "tests" / "sets"', True),
        ("from tests.support.rows import all_of", True),
        ("cat tests/sets/intents.tsv", True),
        ("find site -type d -name tests", False),
        ("blood tests or a scan", False),
    ],
)
def test_every_way_to_name_the_folder_is_seen(line: str, names: bool) -> None:
    """So that the test above can fail."""
    assert bool(named_in(line)) is names


def test_rasa_is_given_no_json_beside_its_training_data() -> None:
    """It tries every .json and .yml below `data/` as training data; tables it leaves alone."""
    assert [file.name for file in DATA.rglob("*.json")] == []
