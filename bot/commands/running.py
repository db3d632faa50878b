"""Run an assistant for as long as a command needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assistant import Assistant

CHECK_FAILED, WRONG_USAGE = 1, 2
"""Exit codes: something did not pass or could not be done; the command was called wrongly."""


@contextmanager
def running_assistant(
    settings: Settings, database_url: str, verbose: bool, *, load: bool = True
) -> Iterator[Assistant]:
    """Start an assistant, and stop it at the end. The arguments are those of `start_assistant`."""
    from bot.assistant import start_assistant  # imported late: `ppi-guide --help` stays quick

    assistant = start_assistant(settings, database_url=database_url, verbose=verbose, load=load)
    try:
        yield assistant
    finally:
        assistant.close()
