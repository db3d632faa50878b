"""The command line: `ppi-guide`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from bot.channels.telegram.commands import telegram
from bot.errors import GuideError, SettingError
from bot.handoff.staff.cli import handoffs
from bot.process.processor import too_old
from bot.records import cli as records
from bot.settings import Settings, load_settings
from bot.version import VERSION

CHECK_FAILED, WRONG_USAGE = 1, 2


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


def _reads_text_or_lines(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and options of commands that answer one text, or one a line."""
    for option in (
        click.option("--verbose", is_flag=True, help="Show what Rasa says."),
        click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON."),
        click.option(
            "--jsonl",
            type=click.File("r", encoding="utf-8"),
            help="One object a line; - reads standard input.",
        ),
        click.argument("text", required=False),
    ):
        command = option(command)
    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="ppi-guide")
def main() -> None:
    """Explain involvement, engagement and participation in health research."""
    _log_to_standard_error()
    if sentence := too_old():
        raise GuideError(sentence)


@main.command()
@click.option("--force", is_flag=True, help="Train even when nothing has changed.")
@click.option("--verbose", is_flag=True, help="Show what Rasa says.")
def train(force: bool, verbose: bool) -> None:
    """Train the model, unless it is up to date."""
    from bot.content.load import load_pack
    from bot.rasa.model_files import is_current

    settings = load_settings()
    load_pack(settings.pack)  # a broken card is named before anything slow is started
    if is_current(settings.pack) and not force:
        click.echo("The model is up to date.")
        return
    began = time.monotonic()
    click.echo("Training the model (about a minute) …")
    from bot.rasa.bootstrap import prepare

    prepare(verbose=verbose)
    from bot.rasa.training import train as train_model

    model = train_model(settings.pack, verbose=verbose, say=partial(click.echo, file=sys.stdout))
    click.echo(f"Trained {model.name} in {time.monotonic() - began:.0f} s.")


@main.command()
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

    with _assistant(settings, settings.records_url, verbose, load=False) as assistant:
        click.echo(at)
        started = time.monotonic()

        def ready() -> None:
            click.echo(f"Ready to answer after {time.monotonic() - started:.1f} s.")
            # Every file is read for it, so it does not hold up the start.
            threading.Thread(target=_say_when_stale, args=(settings,), daemon=True).start()

        serve(assistant, listening, ready)


def _say_when_stale(settings: Settings) -> None:
    from bot.rasa.model_files import is_current

    if not is_current(settings.pack):
        click.echo(
            "ppi-guide: The model was made of other cards, examples or packages than these. "
            "It answers; `ppi-guide train` makes it anew.",
            err=True,
        )


@main.command(hidden=True)
@click.argument("listening", type=int)
@click.argument("parent", type=int)
@click.option("--model-first", is_flag=True)
@click.option("--verbose", is_flag=True)
def worker(listening: int, parent: int, model_first: bool, verbose: bool) -> None:
    """One of the processes that `run` starts; its sockets are open already."""
    from bot.process.workers import Parent

    above = Parent(parent)
    from bot.process.listening import handed_down
    from bot.server import serve

    settings = load_settings()
    with _assistant(settings, settings.records_url, verbose, load=False) as assistant:
        serve(
            assistant,
            handed_down(listening, settings.host),
            above.tell_ready,
            model_first=model_first,
        )


@main.command()
@click.option(
    "--play",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Play written conversations, and say which did not go as written.",
)
@click.option("--verbose", is_flag=True, help="Show what Rasa says.")
def shell(play: Path | None, verbose: bool) -> None:
    """Talk to the assistant in the terminal. Nothing said here is stored."""
    if play is not None:
        _play_scenarios(play, verbose)
        return
    from rich.console import Console

    from bot.channels.shell.batch import Asker
    from bot.channels.shell.shell import Shell
    from bot.content.replies import say
    from bot.records.database import IN_MEMORY

    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401  # gives input() line editing and history

    with _assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        console = Console(highlight=False)
        with console.status("Loading the model …"):
            asyncio.run(assistant.agent.settled())
        welcome = say(assistant.pack, assistant.pack.cards["welcome"]).text
        prompt = "\nYou: " if interactive else ""
        talk = Shell(Asker(assistant), console, lambda: input(prompt))
        asyncio.run(talk.run(welcome))


def _play_scenarios(file: Path, verbose: bool) -> None:
    from bot.channels.shell.batch import Asker
    from bot.channels.shell.scenarios import Heard, Turn, load_scenarios, play
    from bot.records.database import IN_MEMORY

    def show(turn: Turn, heard: Heard) -> None:
        said = "".join(f"\n  [{title}]" for title in heard.buttons)
        click.echo(f"\nYou: {turn.did}\n{heard.text}{said}")

    scenarios = load_scenarios(file)
    faults: list[str] = []
    wrong = 0
    with _assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        for scenario in scenarios:
            click.echo(f"\n=== {scenario.name} ({scenario.situation})")
            found = asyncio.run(play(scenario.turns, Asker(assistant).taker(), show))
            faults += [f"{scenario.name}: {fault}" for fault in found]
            wrong += bool(found)
    for fault in faults:
        click.echo(f"ppi-guide: {fault}", err=True)
    right = len(scenarios) - wrong
    click.echo(f"\n{right} of {len(scenarios)} conversations went as written.")
    if faults:
        sys.exit(CHECK_FAILED)


@main.command()
@_reads_text_or_lines
def ask(text: str | None, jsonl: TextIO | None, as_json: bool, verbose: bool) -> None:
    """Ask one question, or one a line. Nothing asked here is stored."""
    from bot.channels.shell.batch import Asker
    from bot.records.database import IN_MEMORY

    if (text is None) == (jsonl is None):
        raise click.UsageError("Give either a TEXT or --jsonl FILE.")
    with _assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        answers = (
            _lines(Asker(assistant).ask_line, jsonl)
            if jsonl
            else _answer_one(assistant, text, as_json)
        )
        failed = asyncio.run(answers)
    if failed:
        sys.exit(CHECK_FAILED)


async def _lines(answer_line: Callable[[str], Awaitable[dict[str, Any]]], lines: TextIO) -> bool:
    """One line out for each line in, in order; whether any was an error."""
    failed = False
    # Line by line, not ahead: a driver may wait for an answer before it writes the next line.
    while line := await asyncio.to_thread(lines.readline):
        result = await answer_line(line)
        failed = failed or "error" in result
        click.echo(json.dumps(result, ensure_ascii=False))
        sys.stdout.flush()
    return failed


async def _answer_one(assistant: Any, text: str | None, as_json: bool) -> bool:
    from bot.channels.shell.batch import Asker
    from bot.channels.shell.batch import as_json as in_json

    turned = await Asker(assistant).client.ask(text=text or "")
    if as_json:
        click.echo(json.dumps(in_json(text, turned), ensure_ascii=False))
        return False
    for message in turned.replies:
        click.echo(message.text)
        for button in message.buttons:
            click.echo(f"  [{button.title}]")
    return False


@main.command()
@_reads_text_or_lines
def classify(text: str | None, jsonl: TextIO | None, as_json: bool, verbose: bool) -> None:
    """Say which of the three an activity is: involvement, engagement or participation."""
    from bot.channels.shell.batch import Asker
    from bot.records.database import IN_MEMORY

    if (text is None) == (jsonl is None):
        raise click.UsageError("Give either a TEXT or --jsonl FILE.")
    with _assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        if jsonl:
            failed = asyncio.run(_lines(Asker(assistant).classify_line, jsonl))
        else:
            found = asyncio.run(Asker(assistant).classify(text or ""))
            failed = False
            said = f"{found['decision']} ({found['kind']} {found['confidence']:.0%})"
            click.echo(json.dumps(found, ensure_ascii=False) if as_json else said)
    if failed:
        sys.exit(CHECK_FAILED)


@main.command()
@click.option(
    "--pack", type=click.Path(path_type=Path, resolve_path=True), help="Another pack's folder."
)
@click.option("--grades", is_flag=True, help="Print the grade of every card.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(pack: Path | None, grades: bool, as_json: bool) -> None:
    """Check the cards, the training data and the class paths in the YAML files."""
    from bot.evaluation.checks import run_checks

    if pack is not None:
        os.environ["PPI_PACK"] = str(pack)  # Rasa's importer reads the settings by itself
    settings = load_settings()
    report = run_checks(settings.pack)
    if as_json:
        oldest = report.oldest_review and report.oldest_review.isoformat()
        counted = {"cards": report.cards, "examples": report.examples, "oldest_review": oldest}
        click.echo(json.dumps(counted | {"grades": report.grades, "faults": report.faults}))
    else:
        for fault in report.faults:
            click.echo(f"ppi-guide: {fault}", err=True)
        if grades:
            for card, found in sorted(report.grades.items(), key=lambda one: -one[1]):
                click.echo(f"{found:5.1f}  {card}")
        if not report.faults:
            hardest = max(report.grades, key=lambda card: report.grades[card])
            click.echo(
                f"{report.cards} cards, {report.examples} examples: no faults found. "
                f"Hardest to read: {hardest}, grade {report.grades[hardest]:.1f}. "
                f"Oldest review: {report.oldest_review:%B %Y}."
            )
    if report.faults:
        sys.exit(CHECK_FAILED)


@main.command()
@click.option("--keep", is_flag=True, help="Make this run the one to hold later runs against.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--verbose", is_flag=True, help="Show what Rasa says.")
def evaluate(keep: bool, as_json: bool, verbose: bool) -> None:
    """Measure the understanding on the sets in data/evaluation, and write reports/."""
    from bot.evaluation import report
    from bot.evaluation.evaluate import evaluate as measure
    from bot.evaluation.sets import load_sets
    from bot.records.database import IN_MEMORY
    from bot.understanding.examples import training_examples

    sets = load_sets()
    with _assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        click.echo(f"Asking {len(sets.texts)} questions and more (under a minute) …", err=True)
        found = asyncio.run(measure(assistant, sets))
    committed = report.read_committed()
    fallen = report.below_committed(found.figures, committed)
    report.write_reports(found, training_examples())
    if keep:
        report.write_committed(found)
    if as_json:
        shares = {name: figure.share for name, figure in found.figures.items()}
        click.echo(json.dumps({"figures": shares, "others": found.others, "fallen": fallen}))
    else:
        click.echo(report.table_of(found, committed))
        click.echo(f"Written to {report.REPORTS.name}/.")
    if fallen and not keep:
        for line in fallen:
            click.echo(f"ppi-guide: {line}", err=True)
        sys.exit(CHECK_FAILED)


main.add_command(records.erase)
main.add_command(records.export)
main.add_command(records.retention)
main.add_command(handoffs)
main.add_command(telegram)


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(VERSION)


def _log_to_standard_error() -> None:
    """Our own log keeps its level and place, whatever Rasa does to the root logger."""
    log = logging.getLogger("ppi_guide")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


@contextmanager
def _assistant(
    settings: Settings, database_url: str, verbose: bool, *, load: bool = True
) -> Iterator[Any]:
    from bot.assistant import start_assistant

    assistant = start_assistant(settings, database_url=database_url, verbose=verbose, load=load)
    try:
        yield assistant
    finally:
        assistant.close()


if __name__ == "__main__":
    main(prog_name="ppi-guide")
