"""tools/setup.sh: each thing that can go wrong is one line, and half an environment is none.

The script runs in a folder of its own, with a made-up `uv`, `uname` and Python before the real ones.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
UV = """#!/bin/sh
case "$1 $2" in
  "--version ") echo uv 0 ;;
  venv*) for last; do :; done; mkdir -p "$last/bin"; ln -sf {python} "$last/bin/python" ;;
  "pip sync") {sync} ;;
esac
"""


class Machine:
    """A folder with the script, and what is on its path."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.bin = folder / "tree", folder / "bin"
        for name in ("tools/setup.sh", "tools/uv.requirements.txt", "bot/process/processor.py"):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.tree / name)
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (self.tree / lock).write_text("click==8.5.1 \\\n    --hash=sha256:0\n")
        self.bin.mkdir()
        self.python()

    def has(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def python(self, before: str = "") -> None:
        """The Python that runs this test, under its own name."""
        name_itself = 'case "$*" in *"print(sys.executable)"*) echo "$0"; exit;; esac'
        self.has(
            f"python{VERSION}",
            f'#!/bin/sh\n{name_itself}\n{before}\nexec {sys.executable} "$@"\n',
        )

    def uv(self, sync: str) -> None:
        """A `uv` whose `pip sync` does this."""
        self.has("uv", UV.format(python=sys.executable, sync=sync))

    def sets_up(self) -> subprocess.CompletedProcess[str]:
        path = f"{self.bin}:/usr/bin:/bin"
        where = {"PATH": path, "HOME": str(self.bin), "TMPDIR": str(self.bin.parent)}
        return subprocess.run(
            ["/bin/bash", str(self.tree / "tools/setup.sh")],
            env=where, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def fails_with(self, words: str) -> None:
        """One line on standard error, and nothing that could be taken for installed."""
        done = self.sets_up()
        assert done.returncode == 1, done
        (line,) = done.stderr.splitlines()
        assert words in line
        assert not (self.tree / ".venv/bin/ppi-guide").exists()
        assert not (self.tree / ".venv/installed").exists()
        assert not (self.tree / ".venv.running").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("kernel", "processor", "words"),
    [
        ("Darwin", "x86_64", "Use a Linux container"),
        ("MINGW64_NT-10.0", "x86_64", "On Windows use WSL"),
        ("Linux", "i686", "no packages for Linux on i686"),
        ("Linux", "armv7l", "no packages for Linux on armv7l"),
        ("FreeBSD", "amd64", "no packages for FreeBSD"),
    ],
)
def test_a_platform_without_packages_is_refused(
    machine: Machine, kernel: str, processor: str, words: str
) -> None:
    machine.has("uname", f'#!/bin/sh\n[ "$1" = -s ] && echo {kernel} || echo {processor}\n')
    machine.fails_with(words)


def test_a_linux_without_glibc_is_refused(machine: Machine) -> None:
    machine.has("getconf", "#!/bin/sh\nexit 1\n")
    machine.fails_with("has no glibc (Alpine?)")


def test_a_linux_of_long_ago_is_refused(machine: Machine) -> None:
    machine.has("getconf", "#!/bin/sh\necho glibc 2.17\n")
    machine.fails_with("has glibc 2.17 and the packages need 2.28")


def test_a_macos_of_long_ago_is_refused(machine: Machine) -> None:
    machine.has("uname", '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo arm64\n')
    machine.has("sw_vers", "#!/bin/sh\necho 13.6\n")
    machine.fails_with("this is macOS 13.6")


def test_no_python_is_said_before_anything_is_fetched(machine: Machine) -> None:
    (machine.bin / f"python{VERSION}").unlink()
    # Whatever Python this machine has under other names is too old.
    for name in ("python3.13", "python3.12", "python3", "python"):
        machine.has(name, "#!/bin/sh\nexit 1\n")
    machine.fails_with("Python 3.13 or 3.12 was not found")


def test_neither_uv_nor_pip_is_said(machine: Machine) -> None:
    machine.python('case "$2" in pip|venv) exit 1;; esac')
    machine.fails_with("neither uv nor pip was found")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("error: Failed to fetch: tarsafe; client error (Connect)", "index was not reached"),
        ("cause: tunnel error: proxy authorization required", "a name and a password (407)"),
        ("failed to copy: No space left on device (os error 28)", "the disk is full"),
        ("Hash mismatch for `click==8.5.1`", "not the one that was locked (click==8.5.1)"),
        ("failed to write: Permission denied (os error 13)", "could not be written"),
        ("error: something nobody thought of", "something nobody thought of"),
    ],
)
def test_a_failure_of_uv_is_one_line_that_says_what_to_do(
    machine: Machine, said: str, words: str
) -> None:
    machine.uv(f"cat << 'END' >&2\n{said}\nEND\nexit 2")
    machine.fails_with(words)


def test_packages_that_do_not_import_are_not_taken_for_installed(machine: Machine) -> None:
    machine.uv("exit 0")
    machine.fails_with("No module named")


def test_what_was_left_half_made_is_thrown_away(machine: Machine) -> None:
    left = machine.tree / ".venv/lib/half"
    left.mkdir(parents=True)
    machine.uv("exit 2")
    machine.sets_up()
    assert not left.exists()


def test_an_environment_of_an_older_python_is_replaced_with_one_line(machine: Machine) -> None:
    old = machine.tree / ".venv/bin"
    old.mkdir(parents=True)
    (old / "python").write_text(
        '#!/bin/sh\ncase "$2" in *platform.python_version*) echo 3.11.7;; *) exit 1;; esac\n'
    )
    (old / "python").chmod(0o755)
    (old.parent / "installed").write_text("older")
    machine.uv("exit 2")
    done = machine.sets_up()
    assert ".venv is of another Python, 3.11.7: it is made anew." in done.stdout


def test_a_second_setup_waits_for_nobody_and_changes_nothing(machine: Machine) -> None:
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        (machine.tree / ".venv.running").write_text(f"{other.pid}\n")
        done = machine.sets_up()
        other.kill()
    assert f"another setup is at work here (process {other.pid})" in done.stderr
    assert not (machine.tree / ".venv").exists()


def test_a_setup_that_was_killed_does_not_stand_in_the_way(machine: Machine) -> None:
    with subprocess.Popen(["/bin/true"]) as gone:
        gone.wait()
    (machine.tree / ".venv.running").write_text(f"{gone.pid}\n")
    machine.uv("echo 'error: reached uv' >&2; exit 2")
    machine.fails_with("reached uv")
