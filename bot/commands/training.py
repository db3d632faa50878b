"""`ppi-guide train` and `check`: make the model, and check what it is made from."""

from __future__ import annotations

import json
import os
import sys
import time
from functools import partial
from pathlib import Path

import click

from bot.commands.running import CHECK_FAILED
from bot.settings import load_settings


@click.command()
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


@click.command()
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
