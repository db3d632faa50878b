"""A mail server, and a server of ours that delivers messages for a person to it: fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mail_server import MailServer
from tests.support.serving import Server


@pytest.fixture(scope="session")
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def own_mail() -> Iterator[MailServer]:
    """A mail server for one test alone, which may make it fail."""
    with MailServer() as running:
        yield running


@pytest.fixture(scope="session")
def delivering(
    model: Path, mail: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server that keeps as much as it may, says all it can, and can deliver."""
    folder = tmp_path_factory.mktemp("delivering")
    with Server(folder, "--verbose", PPI_STORE_TEXT="all", **mail.settings) as running:
        yield running
