"""Edited cards are used while the assistant runs; a broken pack never is, not even in part."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from bot.content import live
from bot.content.live import LivePack
from bot.errors import ContentError
from tests.support.packs import MEADOW
from tests.support.waiting import wait_until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MEADOW, tmp_path / "meadow"))


@pytest.fixture
def packs(folder: Path) -> LivePack:
    return LivePack(folder)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edited_card_is_used(packs: LivePack, folder: Path) -> None:
    _edit(folder / "topics" / "ppi-group.yml", "are ten people", "are eleven people")
    assert packs.refresh()
    assert "eleven people" in packs.now.cards["ppi-group"].meaning


def test_nothing_is_read_again_when_nothing_changed(packs: LivePack) -> None:
    before = packs.now
    assert not packs.refresh()
    assert packs.now is before


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("topics/ppi-group.yml", "meaning:", "meening:", "ppi-group.yml:5: the key “meening”"),
        ("topics/videos.yml", "source:", "# source:", "“source:” is missing"),
        ("topics/events.yml", "[science-cafe,", "[no-card,", "the follow-up “no-card”"),
        ("terms/science-cafe.yml", "[Science Café,", "[PPI,", "already a name of the card"),
        ("pack.yml", "contact:", "contakt:", "“contakt” is not known"),
        ("pack.yml", "  name: Alex Example", "  nam: Alex Example", "name"),
        ("pack.yml", "organisation:", "organisation", "pack.yml:"),
    ],
)
def test_a_broken_pack_is_named_and_the_old_one_goes_on(
    packs: LivePack,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    old: str,
    new: str,
    says: str,
) -> None:
    before = packs.now
    _edit(folder / "topics" / "ppi-group.yml", "are ten people", "are eleven people")
    _edit(folder / file, old, new)
    monkeypatch.setattr(live.log, "propagate", True)
    with caplog.at_level(logging.ERROR, live.log.name):
        assert not packs.refresh()
        assert not packs.refresh()
    assert packs.now is before
    assert "are ten people" in packs.now.cards["ppi-group"].meaning
    assert len(caplog.messages) == len(set(caplog.messages)) == 1
    assert says in caplog.messages[0]


def test_a_mended_pack_is_used_again(packs: LivePack, folder: Path) -> None:
    path = folder / "topics" / "ppi-group.yml"
    _edit(path, "meaning:", "meening:")
    assert not packs.refresh()
    _edit(path, "meening:", "meaning:")
    _edit(path, "are ten people", "are twelve people")
    assert packs.refresh()
    assert "twelve people" in packs.now.cards["ppi-group"].meaning


def test_a_pack_that_is_broken_at_the_start_is_not_loaded(folder: Path) -> None:
    _edit(folder / "topics" / "ppi-group.yml", "meaning:", "meening:")
    with pytest.raises(ContentError, match="meening"):
        LivePack(folder)


def test_changes_are_seen_without_being_told(
    packs: LivePack, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SECONDS_BETWEEN_LOOKS", 0.05)
    packs.watch()
    try:
        _edit(folder / "topics" / "ppi-group.yml", "are ten people", "are eleven people")
        wait_until(lambda: "eleven" in packs.now.cards["ppi-group"].meaning)
    finally:
        packs.stop()
