"""The papers to sign name only tests that exist, and have no gaps left in them."""

from __future__ import annotations

import re

import pytest

from bot.paths import ROOT
from bot.records.erasure import BACKUP_DAYS
from bot.settings import Settings

PAPERS = sorted((ROOT / "docs" / "trust").glob("*.md"))
OTHERS = [ROOT / "SECURITY.md", ROOT / "docs" / "turning-it-off.md"]


def _text(name: str) -> str:
    return (ROOT / "docs" / "trust" / name).read_text(encoding="utf-8")


def test_all_papers_are_there() -> None:
    assert {paper.stem for paper in PAPERS} == {
        *("README", "accessibility-statement", "cannot-do", "dpia", "figures"),
        *("hazard-log", "security-statement", "supply-chain"),
    }


@pytest.mark.parametrize("paper", [*PAPERS, *OTHERS], ids=lambda paper: paper.stem)
def test_every_file_that_a_paper_names_exists(paper) -> None:
    text = paper.read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests|bot|tools|web|models|content)/[\w./-]+)`", text)
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [name for name in linked if not (paper.parent / name).exists()] == []


def test_every_hazard_has_a_control_and_a_test() -> None:
    rows = [row.split("|")[1:-1] for row in _text("hazard-log.md").splitlines() if "| H" in row]
    assert len(rows) >= 12
    for row in rows:
        assert all(cell.strip() for cell in row), row[0]
        assert "`tests/" in row[-1], row[0]


def test_the_times_in_the_papers_and_notices_are_those_of_the_software(pack) -> None:
    fields = Settings.__fields__
    days, request_days = fields["retention_days"].default, fields["handoff_retention_days"].default
    dpia = _text("dpia.md")
    assert f"`PPI_RETENTION_DAYS` ({days})" in dpia
    assert f"`PPI_HANDOFF_RETENTION_DAYS` ({request_days})" in dpia
    assert f"**{BACKUP_DAYS} days at most**" in dpia
    privacy = pack.cards["privacy"]
    said = " ".join([privacy.meaning, *privacy.more])
    assert f"{days} days" in said
    assert f"until {request_days} days after" in said
    assert f"backups go after {BACKUP_DAYS} days" in said
    assert f"after {BACKUP_DAYS} days" in pack.cards["deleted"].meaning
    assert "[reference]" in privacy.meaning


def test_the_papers_say_what_was_not_done() -> None:
    assert "none yet" in _text("supply-chain.md")
    assert "No penetration test" in _text("security-statement.md")
    assert "no clinician" in _text("hazard-log.md").lower()
    assert "No data protection officer" in _text("dpia.md")
