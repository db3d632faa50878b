"""The papers to sign name only tests that exist, and have no gaps left in them."""

from __future__ import annotations

import re
from pathlib import Path

from bot.conversation.context import Kept
from bot.paths import ROOT
from bot.records.erasure import BACKUP_DAYS
from bot.settings import Settings
from tests.support.rows import all_of

TRUST = ROOT / "docs" / "trust"
PAPERS = sorted(TRUST.glob("*.md"))
READ_BY_PEOPLE = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "actions|benchmarks|bot|content|data|docs|models|tests|tools|web"


def _text(name: str) -> str:
    return (TRUST / name).read_text(encoding="utf-8")


def test_all_papers_are_there() -> None:
    assert {paper.stem for paper in PAPERS} == {
        *("README", "accessibility-statement", "cannot-do", "dpia", "figures"),
        *("hazard-log", "security-statement", "supply-chain"),
    }


def _name(paper: Path) -> str:
    return paper.relative_to(ROOT).as_posix()


def test_every_file_that_a_paper_names_exists() -> None:
    def check(paper: Path) -> None:
        named = re.findall(rf"`((?:{FOLDERS})/[\w./-]+)[`:]", paper.read_text(encoding="utf-8"))
        assert [name for name in named if not (ROOT / name).exists()] == []

    all_of(READ_BY_PEOPLE, check)


def test_every_link_leads_somewhere() -> None:
    def check(paper: Path) -> None:
        links = re.findall(r"\]\(([^)\s]+)\)", paper.read_text(encoding="utf-8"))
        here = [link.split("#")[0] for link in links if "://" not in link and link[0] != "#"]
        assert [link for link in here if not (paper.parent / link).exists()] == []

    all_of(READ_BY_PEOPLE, check)


def test_every_test_that_a_paper_names_exists() -> None:
    def check(paper: Path) -> None:
        named = re.findall(r"`(tests/[\w./-]+\.py)::(\w+)`", paper.read_text(encoding="utf-8"))
        for file, test in named:
            assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(), re.MULTILINE), (
                test
            )

    all_of(READ_BY_PEOPLE, check)


def test_a_paper_that_shows_controls_names_tests_and_not_only_files() -> None:
    for name in ("hazard-log.md", "dpia.md", "security-statement.md", "accessibility-statement.md"):
        assert len(re.findall(r"`tests/[\w./-]+\.py::\w+`", _text(name))) >= 10, name


def test_every_hazard_has_a_control_and_a_test() -> None:
    rows = [row.split("|")[1:-1] for row in _text("hazard-log.md").splitlines() if "| H" in row]
    assert len(rows) >= 12
    for row in rows:
        assert all(cell.strip() for cell in row), row[0]
        assert "`tests/" in row[-1], row[0]


def test_the_times_in_the_papers_and_notices_are_those_of_the_software(pack) -> None:
    fields = Settings.model_fields
    days, request_days = fields["retention_days"].default, fields["handoff_retention_days"].default
    dpia = _text("dpia.md")
    assert f"`PPI_RETENTION_DAYS` ({days})" in dpia
    assert f"`PPI_HANDOFF_RETENTION_DAYS` ({request_days})" in dpia
    assert f"**{BACKUP_DAYS} days at most**" in dpia
    privacy = pack.cards["privacy"]
    said = " ".join([privacy.meaning, *privacy.more])
    assert (Kept().days, Kept().request_days) == (days, request_days)
    assert "[kept]" in privacy.meaning
    assert "until [request days] days after" in said
    assert f"backups go after {BACKUP_DAYS} days" in said
    assert f"after {BACKUP_DAYS} days" in pack.cards["deleted"].meaning
    assert "[reference]" in privacy.meaning


def test_the_papers_say_what_was_not_done() -> None:
    assert "none yet" in _text("supply-chain.md")
    assert "no screen reader was run" in _text("accessibility-statement.md")
    assert "No penetration test" in _text("security-statement.md")
    assert "no clinician" in _text("hazard-log.md").lower()
    assert "No data protection officer" in _text("dpia.md")
