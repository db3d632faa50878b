"""A Rasa project with our intents and examples, written into `.bench/` and trained there.

Its configuration is Rasa's default, from `benchmarks/rasa_default/`. Nothing that is written here
is committed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.compare.figures import CannotMeasure
from bot.paths import ROOT

SOURCE = ROOT / "benchmarks" / "rasa_default"
HOME = ROOT / ".bench" / "rasa-default"
PROJECT = HOME / "project"
VENV = HOME / "venv"
LOG = HOME / "train.log"
STAMP = PROJECT / "trained-from"
"""Holds the fingerprint of what the model was trained from."""
MODEL_NAME = "default"
MODEL = PROJECT / "models" / f"{MODEL_NAME}.tar.gz"
COPIED = ("config.yml", "endpoints.yml", "credentials.yml", "actions.py")
FALLBACK = "nlu_fallback"
"""The intent that Rasa's FallbackClassifier gives to what is not understood."""


def prepare() -> None:
    """Install and train, unless that has been done for these data.

    Raises:
        CannotMeasure: Python 3.10 or the packages are not to be had, or the training fails.
    """
    done = subprocess.run(
        [str(SOURCE / "setup.sh")], cwd=ROOT, stdout=sys.stderr, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["Rasa could not be installed"]
        raise CannotMeasure(lines[-1])
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "project"
        write_project(fresh)
        wanted = _fingerprint(fresh)
        if MODEL.exists() and STAMP.exists() and STAMP.read_text() == wanted:
            return
        shutil.rmtree(PROJECT, ignore_errors=True)
        shutil.copytree(fresh, PROJECT)
    print(
        "Training Rasa's default configuration on our examples, once: some minutes; "
        f"{LOG.relative_to(ROOT)} says how far it is …",
        file=sys.stderr,
    )
    with LOG.open("w") as log:
        trained = subprocess.run(
            [*rasa(), "train", "--fixed-model-name", MODEL_NAME],
            cwd=PROJECT,
            env=environment(),
            stdout=log,
            stderr=log,
        )
    if trained.returncode or not MODEL.exists():
        raise CannotMeasure(f"Rasa did not train; {LOG.relative_to(ROOT)} says why")
    STAMP.write_text(wanted)


def rasa() -> list[str]:
    """The beginning of a command of Rasa's own environment."""
    return [str(VENV / "bin" / "python"), "-m", "rasa"]


def environment(**more: str) -> dict[str, str]:
    """The environment of Rasa's processes: nothing of ours, and no reports to its makers."""
    ours = ("PPI_", "VIRTUAL_ENV", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    fixed = {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_HOST": "127.0.0.1",  # the action server would listen to the whole network
        # endpoints.yml needs both to be set; training uses neither.
        "BENCH_ACTION_PORT": "5055",
        "BENCH_DATABASE": "unused.db",
    }
    return {**kept, **fixed, **more}


def write_project(folder: Path) -> None:
    """Write the project: Rasa's default configuration, our examples, a rule for each intent."""
    (folder / "data" / "nlu").mkdir(parents=True)
    for name in COPIED:
        shutil.copy(SOURCE / name, folder / name)
    for file in _examples():
        shutil.copy(file, folder / "data" / "nlu" / file.name)
    found = intents(_examples())
    answered = [*found, FALLBACK]
    _write(folder / "domain.yml", {
        "intents": found,
        "actions": ["action_answer"],
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    })  # fmt: skip
    _write(folder / "data" / "rules.yml", {
        "rules": [{"rule": f"answer {one}", "steps": _answered(one)} for one in answered]
    })  # fmt: skip
    # Without stories Rasa's learnt policies would neither be trained nor run.
    pairs = zip(found, found[1:] + found[:1], strict=True)
    _write(folder / "data" / "stories.yml", {
        "stories": [
            {"story": f"{first}, then {then}", "steps": [*_answered(first), *_answered(then)]}
            for first, then in pairs
        ]
    })  # fmt: skip


def intents(files: list[Path]) -> list[str]:
    """The intents that training files name, each once, in alphabetical order."""
    reader = YAML(typ="safe")
    return sorted({
        one["intent"] for file in files for one in reader.load(file.read_text("utf-8"))["nlu"]
    })  # fmt: skip


def _answered(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": "action_answer"}]


def _examples() -> list[Path]:
    return sorted((ROOT / "data" / "nlu").glob("*.yml"))


def _write(path: Path, content: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump({"version": "3.1", **content}, file)


def _fingerprint(project: Path) -> str:
    """A hash of all that a model is trained from: the written project, and Rasa itself."""
    files = sorted(file for file in project.rglob("*") if file.is_file())
    read = hashlib.sha256((SOURCE / "requirements.lock").read_bytes())
    for file in files:
        read.update(str(file.relative_to(project)).encode() + b"\0" + file.read_bytes())
    return read.hexdigest()
