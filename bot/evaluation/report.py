"""Writes an evaluation down: the figures, the worst errors, and a picture of the confusion."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation.evaluate import Evaluation
from bot.evaluation.figures import Figure
from bot.paths import ENCODER, EVALUATION, ROOT
from bot.understanding.encoder import load_encoder

REPORTS = ROOT / "reports"
COMMITTED = EVALUATION / "figures.tsv"
MOST_ERRORS = 30
NEAREST = 3
"""Training examples that are shown beside each error."""


def below_committed(found: dict[str, Figure], committed: dict[str, Figure]) -> list[str]:
    """One line for each figure below the committed run's lower bound, or missing in that run."""
    lines = []
    for name, figure in found.items():
        earlier = committed.get(name)
        if earlier is None:
            lines.append(
                f"“{name}” is not among the committed figures: run `ppi-guide evaluate --keep`."
            )
        elif figure.share < earlier.low:
            lines.append(
                f"“{name}” fell to {figure.share:.1%}; the committed run had {earlier.share:.1%}, "
                f"with {earlier.low:.1%} as its lower bound."
            )
    return lines


def read_committed(file: Path = COMMITTED) -> dict[str, Figure]:
    """The committed figures; none when there is no file of them yet."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened, delimiter="\t"))
    except FileNotFoundError:
        return {}
    return {
        row["what"]: Figure(
            float(row["share"]), int(row["count"]), float(row["low"]), float(row["high"])
        )
        for row in rows
    }


def write_committed(evaluation: Evaluation, file: Path = COMMITTED) -> None:
    """Make this the run with which later runs are compared."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened, delimiter="\t", lineterminator="\n")
        table.writerow(["what", "share", "count", "low", "high"])
        for name, figure in evaluation.figures.items():
            share, low, high = (round(one, 4) for one in (figure.share, figure.low, figure.high))
            table.writerow([name, share, figure.count, low, high])


def table_of(evaluation: Evaluation, committed: dict[str, Figure]) -> str:
    """The figures beside the committed ones, as Markdown tables."""
    lines = ["| what | share | 95 % interval | of | committed |", "|---|---|---|---|---|"]
    for name, figure in evaluation.figures.items():
        earlier = f"{committed[name].share:.1%}" if name in committed else "–"
        interval = f"{figure.low:.1%} to {figure.high:.1%}"
        lines.append(f"| {name} | {figure.share:.1%} | {interval} | {figure.count} | {earlier} |")
    lines += ["", "| what | figure |", "|---|---|"]
    lines += [f"| {name} | {value:.3g} |" for name, value in evaluation.others.items()]
    return "\n".join(lines)


def write_reports(
    evaluation: Evaluation, examples: list[tuple[str, str]], folder: Path = REPORTS
) -> None:
    """Write `understanding.md` and `confusion.png` into `folder`.

    Args:
        examples: what the model was trained on; the nearest ones are shown beside each error.
    """
    folder.mkdir(exist_ok=True)
    parts = ["# Understanding", table_of(evaluation, read_committed()), "## Worst errors"]
    parts += _error_lines(evaluation.errors[:MOST_ERRORS], examples)
    (folder / "understanding.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    _draw_confusion(evaluation.confusion, folder / "confusion.png")


def _error_lines(errors: list[dict[str, Any]], examples: list[tuple[str, str]]) -> list[str]:
    if not errors:
        return ["None."]
    encoder = load_encoder(ENCODER)
    example_vectors = encoder.encode([text for text, _ in examples])
    similarity = encoder.encode([error["text"] for error in errors]) @ example_vectors.T
    lines = []
    for error, row in zip(errors, similarity, strict=True):
        lines.append(
            f"- “{error['text']}”: wanted {error['wanted']}, "
            f"given {error['given']} ({error['confidence']:.0%})"
        )
        for number in np.argsort(-row)[:NEAREST]:
            text, label = examples[int(number)]
            lines[-1] += f"\n  - {row[number]:.2f} {label}: {text}"
    return lines


def _draw_confusion(confusion: list[tuple[str, str]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = sorted({name for pair in confusion for name in pair})
    index = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for wanted, given in confusion:
        counts[index[wanted], index[given]] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = pyplot.subplots(figsize=(14, 13))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("given")
    axes.set_ylabel("wanted")
    axes.set_title("Intents: share of each wanted intent by the intent given")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
