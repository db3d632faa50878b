"""A real server process on a free port, and a website of somebody else's, for the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from bot.paths import ROOT
from bot.silence import SILENT

ORIGIN = "https://www.example.org"
START_SECONDS = 90


def own_environment() -> dict[str, str]:
    """The machine's, without our settings and without what our own import has set in this process."""
    ours = (*(k for k in os.environ if k.startswith("PPI_")), *SILENT)
    return {name: value for name, value in os.environ.items() if name not in ours}


class Server:
    """`ppi-guide run` with a data folder of its own, and a `.env` of its own in it.

    `under`: a command that runs it, such as a tracer.
    """

    under: tuple[str, ...] = ()

    def __init__(self, data_dir: Path, *arguments: str, **settings: str) -> None:
        self.data_dir = data_dir
        self.env_file = data_dir / ".env"
        self.env_file.touch()
        self._arguments = arguments
        self.log = data_dir / "server.log"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, wait_until: str = "ready") -> None:
        environment = {
            **own_environment(),
            "PPI_ENV_FILE": str(self.env_file),
            "PPI_PORT": str(self.port),
            "PPI_DATA_DIR": str(self.data_dir),
            **self._settings,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.under, sys.executable, "-m", "bot.cli", "run", *self._arguments],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        # One client for all: to make one takes as long as a start may be slowed down by it.
        with httpx.Client(base_url=self.url) as client:
            while time.monotonic() < deadline:
                assert self._process.poll() is None, self.log.read_text()
                try:
                    if client.get(f"/health/{wait_until}").status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise AssertionError(f"the server was not {wait_until} in time: {self.log.read_text()}")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def send(self, which: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(which)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(30)


class Host:
    """Somebody else's website: `pages` are what it serves, with a policy of its own if need be."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        pages = self.pages

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                html, headers = pages.get(self.path, ("", {}))
                self.send_response(200 if html else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    website = Host()
    yield website
    website.stop()


@pytest.fixture(scope="session")
def server(model: Path, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    origins = f"{ORIGIN},{host.url}"
    running = Server(tmp_path_factory.mktemp("server"), PPI_WEB_ORIGINS=origins)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as opened:
        yield opened
