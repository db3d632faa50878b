"""What a measurement brings: values, rows of the table, and the arithmetic for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

NOT_MEASURED = "not measured"
NOTHING_LIKE_IT = "—"


class CannotMeasure(Exception):
    """Something is not there that a measurement needs; the text is the reason, in one line."""


@dataclass(frozen=True)
class Value:
    """One number that was measured on one server; None where the system does not tell it."""

    what: str
    number: float | None
    unit: str
    more_is_better: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the table; words stand in place of a number that is not there."""

    measurement: str
    group: str
    what: str
    unit: str
    ours: float | str
    rasa: float | str
    more_is_better: bool = False

    @property
    def label(self) -> str:
        """What the line says in front."""
        return f"{self.group}: {self.what}"


@dataclass
class Outcome:
    """What one run of the command brought: rows, what was left out and why, and what went wrong."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def rows_of(
    measurement: str,
    group: str,
    ours: Sequence[Value],
    rasa: Sequence[Value],
    in_place_of_rasa: str = NOT_MEASURED,
) -> list[Row]:
    """Put the values of both beside each other, by what they say; either may be empty."""
    names = {value.what: value for value in (*rasa, *ours)}
    order = [value.what for value in ours] or [value.what for value in rasa]

    def number(values: Sequence[Value], what: str, otherwise: str) -> float | str:
        found = next((value.number for value in values if value.what == what), None)
        return otherwise if found is None else found

    return [
        Row(
            measurement,
            group,
            what,
            names[what].unit,
            number(ours, what, NOT_MEASURED),
            number(rasa, what, in_place_of_rasa),
            names[what].more_is_better,
        )
        for what in order
    ]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of all values do not exceed; no interpolation.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values, no percentile")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def shown(figure: float | str, unit: str) -> str:
    """A figure as the table shows it: as many digits as say something, and its unit."""
    if isinstance(figure, str):
        return figure
    whole = float(figure).is_integer() and not unit
    digits = 0 if whole or abs(figure) >= 99.95 else 1 if abs(figure) >= 9.995 else 2
    return f"{figure:,.{digits}f} {unit}".strip()
