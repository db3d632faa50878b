"""`ppi-guide run`, and the hidden `worker`: serve in one process or in several."""

from __future__ import annotations

import sys
import threading
import time

import click

from bot.commands.running import running_assistant
from bot.settings import Settings, load_settings


@click.command()
@click.option("--verbose", is_flag=True, help="Show what Rasa says.")
def run(verbose: bool) -> None:
    """Serve the assistant on the web, and on Telegram when a token is set."""
    from bot.process.listening import address_of, listen

    settings = load_settings()
    listening = listen(settings.host, settings.port)
    at = f"PPI Guide is at {address_of(listening)} (loading the model; press Ctrl+C to stop)"
    if settings.workers > 1:
        from bot.process.workers import Workers

        workers = Workers(settings.workers, listening, click.echo, verbose=verbose)
        click.echo(at)
        _say_when_stale(settings)
        sys.exit(workers.run())
    from bot.server import serve

    with running_assistant(settings, settings.records_url, verbose, load=False) as assistant:
        click.echo(at)
        started = time.monotonic()

        def ready() -> None:
            click.echo(f"Ready to answer after {time.monotonic() - started:.1f} s.")
            # It reads every file that the model is made from, so it does not hold up the start.
            threading.Thread(target=_say_when_stale, args=(settings,), daemon=True).start()

        serve(assistant, listening, ready)


def _say_when_stale(settings: Settings) -> None:
    from bot.rasa.model_files import is_current

    if not is_current(settings.pack):
        click.echo(
            "ppi-guide: The model was trained with other cards, examples or packages than these. "
            "It still answers; `ppi-guide train` trains it again.",
            err=True,
        )


@click.command(hidden=True)
@click.argument("listening", type=int)
@click.argument("parent", type=int)
@click.option("--model-first", is_flag=True)
@click.option("--verbose", is_flag=True)
def worker(listening: int, parent: int, model_first: bool, verbose: bool) -> None:
    """One of the processes that `run` starts; its sockets are open already."""
    from bot.process.workers import Parent

    above = Parent(parent)  # first of all, so that it stops with its parent while it imports
    from bot.process.listening import handed_down
    from bot.server import serve

    settings = load_settings()
    with running_assistant(settings, settings.records_url, verbose, load=False) as assistant:
        serve(
            assistant,
            handed_down(listening, settings.host),
            above.tell_ready,
            model_first=model_first,
        )
