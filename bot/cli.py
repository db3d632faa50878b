"""The command line, `ppi-guide`: its commands stand in the rooms whose business they are.

What a command needs beyond its options is imported when it runs, so that each starts quickly.
"""

from __future__ import annotations

import logging
from typing import Any

import click

from bot.channels.telegram.commands import telegram
from bot.commands.evaluating import evaluate
from bot.commands.running import CHECK_FAILED, WRONG_USAGE
from bot.commands.serving import run, worker
from bot.commands.terminal import ask, classify, shell
from bot.commands.training import check, train
from bot.errors import GuideError, SettingError
from bot.handoff.staff.cli import handoffs
from bot.process.processor import too_old
from bot.records.cli import erase, export, retention
from bot.version import VERSION


class _Commands(click.Group):
    """Turns our errors into one line on standard error and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except SettingError as error:
            click.echo(f"ppi-guide: {error}", err=True)
            context.exit(WRONG_USAGE)
        except GuideError as error:
            click.echo(f"ppi-guide: {error}", err=True)
            context.exit(CHECK_FAILED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="ppi-guide")
def main() -> None:
    """Explain involvement, engagement and participation in health research."""
    _log_to_standard_error()
    if sentence := too_old():
        raise GuideError(sentence)


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(VERSION)


for _command in (
    *(train, check, evaluate),
    *(run, worker, telegram),
    *(shell, ask, classify),
    *(handoffs, erase, export, retention),
):
    main.add_command(_command)


def _log_to_standard_error() -> None:
    """Our own log keeps its level and place, whatever Rasa does to the root logger."""
    log = logging.getLogger("ppi_guide")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


if __name__ == "__main__":
    main(prog_name="ppi-guide")
