"""A processor that cannot run the packages is named before they end without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.process import processor

# As Linux shows them; the second is a Core 2 Duo P9xxx, on which numpy 2.5 was seen to stop.
V2 = "fpu sse sse2 ht syscall nx lm pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm"
CORE_2 = "fpu sse sse2 ht syscall nx lm pni ssse3 cx16 sse4_1 lahf_lm"


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor.sys, "platform", "linux")
    monkeypatch.setattr(processor.platform, "machine", lambda: "x86_64")


def cpuinfo(folder: Path, flags: str) -> Path:
    file = folder / "cpuinfo"
    file.write_text(f"processor\t: 0\nflags\t\t: {flags}\nbugs\t\t:\n")
    return file


def test_a_processor_since_2009_is_let_pass(tmp_path: Path) -> None:
    assert processor.too_old(cpuinfo(tmp_path, V2)) == ""


def test_an_older_one_is_refused_by_what_it_lacks(tmp_path: Path) -> None:
    said = processor.too_old(cpuinfo(tmp_path, CORE_2))
    assert "lacks POPCNT, SSE4.2 (x86-64-v2)" in said


def test_where_nothing_is_known_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not processor.too_old(tmp_path / "missing")
    assert not processor.too_old(cpuinfo(tmp_path, ""))
    monkeypatch.setattr(processor.platform, "machine", lambda: "aarch64")
    assert not processor.too_old(cpuinfo(tmp_path, "fp asimd"))


def test_every_command_asks_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from bot import cli

    monkeypatch.setattr(processor, "CPUINFO", cpuinfo(tmp_path, CORE_2))
    done = CliRunner().invoke(cli.main, ["check"])
    assert done.exit_code == 1
    assert done.output.startswith("ppi-guide: This processor lacks")
