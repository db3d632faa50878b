"""PPI Guide beside Rasa's default configuration: `.venv/bin/python -m benchmarks.compare`.

Everything in one run and over HTTP, so that the figures can be compared. A turn that is not
answered as it should be is a fault: it is counted and printed, and the command exits 1.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys

from benchmarks.compare import rasa_project
from benchmarks.compare.bench import Bench, Counts
from benchmarks.compare.figures import CannotMeasure
from benchmarks.compare.measurements import MEASUREMENTS, OURS_ONLY
from benchmarks.compare.picture import compared, picture
from benchmarks.compare.table import as_json, as_text, machine_now
from bot.paths import ROOT

REPORTS = ROOT / "reports"
FAULTS_SHOWN = 10


def main() -> int:
    """Measure what is asked for, and write the reports; 1 when anything went wrong."""
    given = _parser().parse_args()
    names = given.only or list(MEASUREMENTS)
    # When it is terminated it stops the servers first, as when it is interrupted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    load_before = os.getloadavg()[0]
    counts = Counts(
        turns=given.turns,
        visitors=given.visitors,
        load_turns=given.load_turns,
        memory_turns=given.memory_turns,
        long_turns=given.long_turns,
        crisis_turns=given.crisis_turns,
    )
    bench = Bench(counts, _rasa_missing(given.ours_alone or set(names) <= OURS_ONLY))
    for name in names:
        print(f"Measuring: {name} …", file=sys.stderr)
        MEASUREMENTS[name](bench, name)
    outcome, machine = bench.outcome, machine_now(load_before)
    if bench.rasa_missing and not set(names) <= OURS_ONLY:
        outcome.notes.append(f"Rasa's default was not measured: {bench.rasa_missing}.")
    text = as_text(outcome, machine)
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "bench.md").write_text(text, "utf-8")
    (REPORTS / "bench.json").write_text(as_json(outcome, machine), "utf-8")
    if compared(outcome.rows):
        (REPORTS / "bench.svg").write_text(picture(outcome.rows), "utf-8")
    else:
        (REPORTS / "bench.svg").unlink(missing_ok=True)  # that of an earlier run would mislead
    print(text)
    for fault in outcome.faults[:FAULTS_SHOWN]:
        print(fault, file=sys.stderr)
    return 1 if outcome.faults else 0


def _rasa_missing(not_wanted: bool) -> str | None:
    """Make Rasa's side ready; returns why that cannot be done, or None."""
    if not_wanted:
        return "it was not asked for"
    try:
        rasa_project.prepare()
    except CannotMeasure as error:
        return str(error)
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, help="only these")
    parser.add_argument("--ours-alone", action="store_true", help="leave Rasa out")
    parser.add_argument("--turns", type=int, default=200, help="of one visitor")
    parser.add_argument("--visitors", type=int, default=32, help="at the same time")
    parser.add_argument("--load-turns", type=int, default=1000, help="of all visitors")
    parser.add_argument("--memory-turns", type=int, default=2000, help="before memory is read")
    parser.add_argument("--long-turns", type=int, default=1000, help="of one conversation")
    parser.add_argument("--crisis-turns", type=int, default=50, help="idle, and among visitors")
    return parser


if __name__ == "__main__":
    sys.exit(main())
