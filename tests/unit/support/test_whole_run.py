"""A run that must be whole fails when something was skipped, on one worker and on several."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT

PASSES = "def test_it():\n    assert True\n"
SKIPS = "import pytest\n\n\n@pytest.mark.skip\ndef test_it_not():\n    pass\n"
SKIPS_ALL = "import pytest\n\npytest.skip('all of it', allow_module_level=True)\n"
ALONE, TWO_WORKERS = (), ("-p", "xdist", "-n", "2", "--dist", "loadfile")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "second", "whole", "exit_code"),
    [
        (ALONE, PASSES, True, 0),
        (ALONE, SKIPS, True, 1),
        (TWO_WORKERS, PASSES, True, 0),
        (TWO_WORKERS, SKIPS, True, 1),
        (TWO_WORKERS, SKIPS_ALL, True, 1),
        (TWO_WORKERS, SKIPS, False, 0),
    ],
)
def test_its_exit_code_says_so(
    tmp_path: Path, workers: tuple[str, ...], second: str, whole: bool, exit_code: int
) -> None:
    (tmp_path / "test_first.py").write_text(PASSES)
    (tmp_path / "test_second.py").write_text(second)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "FAIL_"))}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they take longer to load than this to run
    if whole:
        environment["FAIL_WHEN_SKIPPED"] = "1"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.support.whole_run", *workers),
            *("-c", os.devnull, f"--rootdir={tmp_path}", str(tmp_path)),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == exit_code, done.stdout + done.stderr
    assert ("must be whole" in done.stdout) == (exit_code == 1)
