"""Values, rows of the table, and the arithmetic for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

NOT_MEASURED = "not measured"
NOTHING_LIKE_IT = "—"


class CannotMeasure(Exception):
    """Something that a measurement needs is missing; the message says what, in one line."""


@dataclass(frozen=True)
class Value:
    """One number of one server; None where the operating system does not tell it."""

    what: str
    number: float | None
    unit: str
    more_is_better: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the table, with words in place of a missing number."""

    measurement: str
    group: str
    what: str
    unit: str
    ours: float | str
    rasa: float | str
    more_is_better: bool = False

    @property
    def label(self) -> str:
        """The first cell of the line."""
        return f"{self.group}: {self.what}"


@dataclass
class Outcome:
    """The result of one run: rows, what was left out and why, and what went wrong."""

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
    """Put the values of both servers beside each other; either may be empty."""
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
    """The smallest value that a `share` (0 to 1) of all values does not exceed; no interpolation.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values, no percentile")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def shown(figure: float | str, unit: str) -> str:
    """A figure as the table shows it: about three significant digits, and its unit."""
    if isinstance(figure, str):
        return figure
    whole = float(figure).is_integer() and not unit
    digits = 0 if whole or abs(figure) >= 99.95 else 1 if abs(figure) >= 9.995 else 2
    return f"{figure:,.{digits}f} {unit}".strip()
