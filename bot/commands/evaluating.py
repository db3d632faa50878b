"""`ppi-guide evaluate`: how well the assistant understands."""

from __future__ import annotations

import asyncio
import json
import sys

import click

from bot.commands.running import CHECK_FAILED, running_assistant
from bot.settings import load_settings


@click.command()
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
    with running_assistant(load_settings(), IN_MEMORY, verbose) as assistant:
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
