"""`ppi-guide shell`, `ask` and `classify`: the assistant in a terminal. They store nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.commands.running import CHECK_FAILED, running_assistant
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.channels.shell.batch import Asker
    from bot.channels.shell.scenarios import Heard, Turn


@click.command()
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

    with running_assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        console = Console(highlight=False)
        with console.status("Loading the model …"):
            asyncio.run(assistant.agent.settled())
        welcome = say(assistant.pack, assistant.pack.cards["welcome"]).text
        prompt = "\nYou: " if interactive else ""
        talk = Shell(Asker(assistant), console, lambda: input(prompt))
        asyncio.run(talk.run(welcome))


def _play_scenarios(file: Path, verbose: bool) -> None:
    from bot.channels.shell.batch import Asker
    from bot.channels.shell.scenarios import load_scenarios, play
    from bot.records.database import IN_MEMORY

    scenarios = load_scenarios(file)
    faults: list[str] = []
    wrong = 0
    with running_assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        for scenario in scenarios:
            click.echo(f"\n=== {scenario.name} ({scenario.situation})")
            found = asyncio.run(play(scenario.turns, Asker(assistant).taker(), _show))
            faults += [f"{scenario.name}: {fault}" for fault in found]
            wrong += bool(found)
    for fault in faults:
        click.echo(f"ppi-guide: {fault}", err=True)
    right = len(scenarios) - wrong
    click.echo(f"\n{right} of {len(scenarios)} conversations went as written.")
    if faults:
        sys.exit(CHECK_FAILED)


def _show(turn: Turn, heard: Heard) -> None:
    buttons = "".join(f"\n  [{title}]" for title in heard.buttons)
    click.echo(f"\nYou: {turn.did}\n{heard.text}{buttons}")


def _one_text_or_lines(command: Callable[..., None]) -> Callable[..., None]:
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


def _check_one_given(text: str | None, jsonl: TextIO | None) -> None:
    if (text is None) == (jsonl is None):
        raise click.UsageError("Give either a TEXT or --jsonl FILE.")


@click.command()
@_one_text_or_lines
def ask(text: str | None, jsonl: TextIO | None, as_json: bool, verbose: bool) -> None:
    """Ask one question, or one a line. Nothing asked here is stored."""
    from bot.channels.shell.batch import Asker
    from bot.records.database import IN_MEMORY

    _check_one_given(text, jsonl)
    with running_assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        asker = Asker(assistant)
        if jsonl:
            failed = asyncio.run(_each_line(jsonl, asker.ask_line))
        else:
            asyncio.run(_ask_one(asker, text or "", as_json))
            failed = False
    if failed:
        sys.exit(CHECK_FAILED)


async def _ask_one(asker: Asker, text: str, as_json: bool) -> None:
    from bot.channels.shell.batch import as_json as in_json

    turned = await asker.client.ask(text=text)
    if as_json:
        click.echo(json.dumps(in_json(text, turned), ensure_ascii=False))
        return
    for message in turned.replies:
        click.echo(message.text)
        for button in message.buttons:
            click.echo(f"  [{button.title}]")


@click.command()
@_one_text_or_lines
def classify(text: str | None, jsonl: TextIO | None, as_json: bool, verbose: bool) -> None:
    """Say which of the three an activity is: involvement, engagement or participation."""
    from bot.channels.shell.batch import Asker
    from bot.records.database import IN_MEMORY

    _check_one_given(text, jsonl)
    with running_assistant(load_settings(), IN_MEMORY, verbose) as assistant:
        asker = Asker(assistant)
        if jsonl:
            failed = asyncio.run(_each_line(jsonl, asker.classify_line))
        else:
            found = asyncio.run(asker.classify(text or ""))
            failed = False
            said = f"{found['decision']} ({found['kind']} {found['confidence']:.0%})"
            click.echo(json.dumps(found, ensure_ascii=False) if as_json else said)
    if failed:
        sys.exit(CHECK_FAILED)


async def _each_line(lines: TextIO, answer: Callable[[str], Awaitable[dict[str, Any]]]) -> bool:
    """One line out for each line in, in order; whether any was an error."""
    failed = False
    # Line by line, not ahead: a driver may wait for an answer before it writes the next line.
    while line := await asyncio.to_thread(lines.readline):
        result = await answer(line)
        failed = failed or "error" in result
        click.echo(json.dumps(result, ensure_ascii=False))
        sys.stdout.flush()
    return failed
