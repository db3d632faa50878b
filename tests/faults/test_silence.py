"""Nothing is called, looked up or written outside, by us or any library: the system is watched.

To see it fail, take a line out of `ENVIRONMENT` in bot/process/no_telemetry.py. Without the one for onnxruntime, in
release 1.32: files under ~/.cache/Microsoft, and after nine seconds look-ups of
mobile.events.data.microsoft.com. LONG=1 trains, too (a minute).
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import httpx
import pytest

from bot.paths import ENCODER, MODELS, ROOT
from tests.support.bot_api import BotApi
from tests.support.serving import Server, own_environment
from tests.support.watching import (
    RESOLVER,
    Seen,
    needs_strace,
    read_trace,
    under_strace,
    wait_for_end,
)
from tests.support.web_visitor import Visitor

SECONDS_OF_REST = 15
"""Of a server without a visitor: telemetry waits some seconds before it is sent."""

MOST_SECONDS = 900
"""A training takes a minute of two processors, and longer where others work."""

LONG = bool(os.environ.get("LONG"))


class Place:
    """A home folder, a folder for temporary files and a data folder that are empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home, self.data, temporary = folder / "home", folder / "data", folder / "tmp"
        for made in (self.home, self.data, temporary):
            made.mkdir()
        self.trace = folder / "trace"
        self.settings = {
            "HOME": str(self.home),
            "TMPDIR": str(temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
            **{f"XDG_{kind}_HOME": str(self.home / kind) for kind in ("CACHE", "CONFIG", "DATA")},
        }

    def run(self, *command: str) -> Seen:
        """Run a Python command to its end."""
        done = subprocess.run(
            [*under_strace(self.trace), sys.executable, *command],
            cwd=ROOT,
            env={**own_environment(), **self.settings, "PPI_DATA_DIR": str(self.data)},
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return self.seen()

    def seen(self) -> Seen:
        """What the process that has just ended asked for."""
        return read_trace(wait_for_end(self.trace))

    def is_silent(self, seen: Seen, *may_write: Path) -> None:
        """Nothing went out, nothing stands in the home folder or anywhere else."""
        assert seen.calls > 100
        assert seen.outside == []
        assert sorted(self.home.rglob("*")) == []
        assert seen.written_outside(self.folder, ROOT / ".rasa", *may_write) == []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# What the watcher sees.


@pytest.mark.parametrize(
    "program",
    [
        "s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))",
        "s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)\n"
        "try: s.connect(('2001:db8::1', 9))\n"
        "except OSError: pass",
        "socket.getaddrinfo('localhost', 80)",
        "s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('127.0.0.53', 53))",
        "import subprocess, sys\n"
        "child = 'import socket; socket.socket(type=socket.SOCK_DGRAM).connect((\"192.0.2.1\", 9))'\n"
        "subprocess.run([sys.executable, '-S', '-c', child])",
    ],
    ids=["connection", "connection-6", "name", "resolver", "child"],
)
@needs_strace
def test_the_watcher_sees_what_goes_out(place: Place, program: str) -> None:
    assert place.run("-S", "-c", f"import socket\n{program}").outside != []


@needs_strace
def test_the_watcher_lets_this_machine_talk_to_itself(place: Place) -> None:
    program = """
        import socket
        here = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(here.getsockname())
        left, right = socket.socketpair()
        left.send(b"x")
    """
    seen = place.run("-S", "-c", textwrap.dedent(program))
    assert (seen.outside, seen.written) == ([], set())


@needs_strace
def test_the_watcher_sees_what_is_written(place: Place) -> None:
    program = """
        import os
        os.chdir(os.environ["HOME"])
        os.mkdir(os.path.abspath("made"))
        open("made/file", "w").close()
        os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=os.open("made", os.O_RDONLY))
    """
    seen = place.run("-S", "-c", textwrap.dedent(program))
    assert seen.written == {place.home / name for name in ("made", "made/file")}
    assert seen.written_outside(place.data) == sorted(map(str, seen.written))


def test_a_packet_without_a_connection_is_read_in_a_trace() -> None:
    line = (
        "12 sendto(3<socket:[1]>, "
        '"x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16'
    )
    assert read_trace(f"{line} <unfinished ...>\n").outside == [f"{line} <unfinished ...>"]
    answered = '12 recvfrom(3, "x", 1, 0, {sa_family=AF_INET, sin_addr=inet_addr("192.0.2.1")}'
    assert read_trace(answered).outside == []
    assert read_trace(f'12 openat(AT_FDCWD</>, "{RESOLVER}", O_RDONLY) = 3').outside != []


# What is watched.


@needs_strace
def test_a_server_calls_nobody_but_those_that_are_set(
    model: Path, place: Place, own_api: BotApi
) -> None:
    # No mail server: whoever sends mail gives the machine's full name, and asks for it first.
    server = Server(place.data, **own_api.settings, **place.settings)
    server.under = under_strace(place.trace)
    with server:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            visitor = Visitor(client)
            assert visitor.hears("What is involvement?")["card"]["id"] == "involvement"
            assert visitor.hears("I want to kill myself")["kind"] == "crisis"
        own_api.person_sends(5_900_001, text="What is a biobank?")
        own_api.wait_for(5_900_001, 1, 60)
        time.sleep(SECONDS_OF_REST)
    place.is_silent(place.seen())


@needs_strace
def test_ask_calls_nobody(model: Path, place: Place) -> None:
    place.is_silent(place.run("-m", "bot.cli", "ask", "What is involvement?"))


@needs_strace
def test_what_training_imports_and_loads_calls_nobody(place: Place) -> None:
    program = f"""
        import time
        from pathlib import Path
        from bot.rasa.bootstrap import prepare
        prepare()
        import bot.rasa.training
        from bot.understanding.encoder import SentenceEncoder
        SentenceEncoder(Path({str(ENCODER)!r})).encode(["What is involvement?"])
        time.sleep({SECONDS_OF_REST})
    """
    place.is_silent(place.run("-c", textwrap.dedent(program)))


COMMANDS: dict[str, tuple[tuple[str, ...], tuple[Path, ...]]] = {
    "rasa": (("bot.rasa.command_line", "data", "validate"), ()),
}
if LONG:
    COMMANDS["train"] = ("bot.cli", "train", "--force"), (MODELS,)


@needs_strace
@pytest.mark.timeout(MOST_SECONDS)
@pytest.mark.parametrize("name", COMMANDS)
def test_training_and_the_commands_of_rasa_call_nobody(place: Place, name: str) -> None:
    command, may_write = COMMANDS[name]
    place.is_silent(place.run("-m", *command), *may_write)
