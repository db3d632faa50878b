"""Draws the rows that have both numbers as pairs of bars: plain SVG, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from benchmarks.compare.figures import Row, shown

WIDTH, LEFT, BAR, TEXT = 860, 380, 350, 14
HEAD, GROUP, ROW = 66, 38, 42
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .head { font-size: 16px }
  .head, .group { font-weight: 600 }
  .ground { fill: #ffffff }  .ours { fill: #0b6e6e }  .rasa { fill: #8a6fb0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ground { fill: #0d1117 }  .ours { fill: #3fb8b0 }  .rasa { fill: #b39ddb }
  }
"""


def compared(rows: Sequence[Row]) -> list[Row]:
    """The rows with a number of both."""
    return [row for row in rows if isinstance(row.ours, float) and isinstance(row.rasa, float)]


def picture(rows: Sequence[Row]) -> str:
    """The picture. Each pair of bars has its own scale: the longer bar fills the width."""
    drawn = compared(rows)
    parts, height = _groups(drawn)
    title = "PPI Guide beside Rasa's default configuration"
    told = "; ".join(
        f"{row.label}: PPI Guide {shown(row.ours, row.unit)}, Rasa {shown(row.rasa, row.unit)}"
        for row in drawn
    )
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="title told">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="told">{escape(told)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
        f'<text class="head" x="{TEXT}" y="28">{escape(title)}</text>',
        *_key(),
        *parts,
        "</svg>",
        "",
    ])  # fmt: skip


def _groups(rows: Sequence[Row]) -> tuple[list[str], int]:
    """Each group under its name; and where the last one ends."""
    parts, top = [], HEAD
    for group, within in groupby(rows, key=lambda row: row.group):
        parts.append(f'<text class="group" x="{TEXT}" y="{top + 26}">{escape(group)}</text>')
        top += GROUP
        for row in within:
            parts += _pair(row, top)
            top += ROW
    return parts, top + 12


def _key() -> list[str]:
    return [
        f'<rect class="ours" x="{TEXT}" y="42" width="12" height="12"/>',
        f'<text x="{TEXT + 18}" y="53">PPI Guide</text>',
        f'<rect class="rasa" x="{TEXT + 104}" y="42" width="12" height="12"/>',
        f'<text x="{TEXT + 122}" y="53">Rasa’s default; shorter is better unless a line says '
        "otherwise</text>",
    ]


def _pair(row: Row, top: int) -> list[str]:
    what = f"{row.what} (longer is better)" if row.more_is_better else row.what
    longest = max(float(row.ours), float(row.rasa)) or 1.0
    parts = [f'<text x="{LEFT - 12}" y="{top + 22}" text-anchor="end">{escape(what)}</text>']
    for place, (name, figure) in enumerate((("ours", row.ours), ("rasa", row.rasa))):
        length = max(2.0, BAR * float(figure) / longest)
        y = top + 3 + 17 * place
        parts += [
            f'<rect class="{name}" x="{LEFT}" y="{y}" width="{length:.1f}" height="14" rx="2"/>',
            f'<text x="{LEFT + length + 8:.1f}" y="{y + 12}">'
            f"{escape(shown(figure, row.unit))}</text>",
        ]
    return parts
