"""Masking stands alone: it knows nothing of the bot and starts without a model."""

from __future__ import annotations

import re
import subprocess
import sys

from bot.paths import ROOT


def test_it_knows_nothing_of_the_bot() -> None:
    imported = {
        (file.name, name)
        for file in (ROOT / "bot" / "privacy").rglob("*.py")
        for name in re.findall(
            r"^\s*(?:from|import) (bot[\w.]*)", file.read_text("utf-8"), re.MULTILINE
        )
    }
    assert len(imported) > 20  # else this shows little
    assert {one for one in imported if not f"{one[1]}.".startswith("bot.privacy.")} == set()


def test_it_needs_no_model_and_no_large_library() -> None:
    code = (
        "import sys, bot.privacy as p; p.mask('I am jo@example.org, 020 7946 0123');"
        "bad = {'rasa', 'tensorflow', 'spacy', 'numpy', 'sklearn'} & sys.modules.keys();"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
