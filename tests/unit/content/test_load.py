"""A broken card is named by file, with what to mend; nothing of a broken pack is loaded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.load import load_pack, read_pack
from bot.content.pack import Pack
from bot.errors import ContentError
from bot.paths import ROOT
from tests.support.packs import MEADOW, NAMES_OF_THE_FIRST
from tests.support.rows import all_of

Edit = Callable[[str], str]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the first pack, to break."""
    copied = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    monkeypatch.setattr("bot.content.pack_files.SHARED_PACK", copied)
    return copied


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A copy of the second pack, to break."""
    return Path(shutil.copytree(MEADOW, tmp_path / "meadow"))


def _replace(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


BROKEN = [
    ("terms/engagement.yml", _replace("meaning:", "meening:"), "“meening” is not known"),
    ("terms/engagement.yml", _replace("title:", "title"), "engagement.yml:"),
    ("terms/engagement.yml", _replace("id: engagement", "id: engaged"), "must be the file"),
    ("terms/engagement.yml", _replace("source:", "quelle:"), "“quelle” is not known"),
    ("terms/engagement.yml", lambda text: text + "\ntitle: again\n", "duplicate key"),
    ("terms/engagement.yml", lambda text: "- a list\n", "key: value"),
    (
        "terms/engagement.yml",
        _replace("title: Engagement", 'title: "{{ nobody.name }}"'),
        "nobody",
    ),
    ("topics/contact.yml", _replace("id: contact", "kind: topic\nid: contact"), "kind"),
    ("pack.yml", _replace("\ncontact:", "\ncontakt:"), "“contakt” is not known"),
    ("pack.yml", _replace("\ndefinitions:", "\n_definitions:"), "“_definitions” is not"),
    ("terms/carer.yml", _replace("reviewed:", "# reviewed:"), "“reviewed:” is missing"),
    (
        "pack.yml",
        _replace("dated: []", "dated: [{title: Talk, on: 2027-02-30}]"),
        "a date that does not exist",
    ),
    (
        "pack.yml",
        _replace("dated: []", "dated: [{title: Talk, on: 2027-02-28}]"),
        "event 1 is wrong",
    ),
]


def test_a_broken_card_is_named_with_its_file(copy: Path) -> None:
    def is_named(file: str, edit: Edit, says: str) -> None:
        path = copy / file
        whole = path.read_text(encoding="utf-8")
        path.write_text(edit(whole), encoding="utf-8")
        try:
            with pytest.raises(ContentError) as caught:
                load_pack(copy)
        finally:
            path.write_text(whole, encoding="utf-8")
        assert path.name in str(caught.value)
        assert says in str(caught.value)
        assert "\n" not in str(caught.value)

    all_of(BROKEN, is_named)


def test_an_unknown_key_is_named_with_its_line(copy: Path) -> None:
    path = copy / "terms/carer.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], "colour: blue", *lines[1:]]), encoding="utf-8")
    with pytest.raises(ContentError, match=r"carer\.yml:2: the key “colour” is not known"):
        load_pack(copy)


def test_a_dead_follow_up_is_named(copy: Path) -> None:
    path = copy / "terms/carer.yml"
    text = path.read_text(encoding="utf-8").split("follow_ups:")[0]
    path.write_text(text + "follow_ups: [no-such-card]\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"carer\.yml:\d+: the follow-up “no-such-card”"):
        load_pack(copy)


def test_an_alias_claimed_twice_is_named(copy: Path) -> None:
    path = copy / "terms/carer.yml"
    text = path.read_text(encoding="utf-8").replace("aliases: [", "aliases: [PPI, ")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="“PPI” is already a name of the card"):
        load_pack(copy)


def test_a_name_that_a_shared_card_has_is_mended_in_the_pack(other: Path) -> None:
    path = other / "terms" / "ppi-champion.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("^title: .*", "title: Carer", text, flags=re.M), encoding="utf-8")
    with pytest.raises(ContentError, match=r"ppi-champion\.yml:2: “Carer” is already a name of"):
        load_pack(other)


@pytest.mark.parametrize("card", ["crisis-self-harm", "sorry", "welcome"])
def test_a_missing_notice_is_named(copy: Path, card: str) -> None:
    (copy / "notices" / f"{card}.yml").unlink()
    with pytest.raises(ContentError, match=f"“{card}”"):
        load_pack(copy)


def test_every_term_of_the_glossary_says_where_it_is_from(pack: Pack) -> None:
    assert pack.terms
    assert all(card.source and card.reviewed for card in pack.terms.values())


def test_every_fault_is_named_at_once(copy: Path) -> None:
    for card in ("carer", "consent-x", "engagement"):
        path = copy / "terms" / f"{card}.yml"
        path.write_text("id: x\nnot: known\n", encoding="utf-8")
    pack, faults = read_pack(copy)
    assert pack is None
    assert [fault.split("/")[-1].split(":")[0] for fault in faults] == [
        "carer.yml",
        "consent-x.yml",
        "engagement.yml",
    ]


def test_another_pack_takes_over_the_shared_cards_and_none_of_the_first_s_own() -> None:
    meadow = load_pack(MEADOW)
    everything = "\n".join(card.model_dump_json() for card in meadow.cards.values())
    for name in NAMES_OF_THE_FIRST:
        assert name not in everything
    assert "involvement@meadow.example.org" in meadow.cards["contact"].meaning
    assert meadow.cards["ppi-group"].title == "Meadow Voices"
    assert "ppiep" not in meadow.cards
    assert meadow.cards["involvement"].source is not None
    assert meadow.cards["involvement"].source.url == "https://meadow.example.org/words"


def test_a_card_of_its_own_goes_before_the_shared_one(other: Path) -> None:
    carer = ROOT / "content" / "terms" / "carer.yml"
    text = carer.read_text(encoding="utf-8").replace("title: Carer", "title: Family carer")
    (other / "terms" / "carer.yml").write_text(text, encoding="utf-8")
    assert load_pack(other).cards["carer"].title == "Family carer"


def test_an_own_card_that_is_missing_is_no_follow_up(other: Path) -> None:
    (other / "topics" / "videos.yml").unlink()
    meadow = load_pack(other)
    assert "videos" not in meadow.cards
    assert all("videos" not in card.follow_ups for card in meadow.cards.values())


def test_the_assistant_says_which_cards_were_read_over_with_people(copy: Path, pack: Pack) -> None:
    assert "No group of patients" in " ".join(pack.cards["about"].further_parts)
    path = copy / "terms/carer.yml"
    text = path.read_text(encoding="utf-8").replace("with: not yet", "with: A Made-up Group")
    path.write_text(text, encoding="utf-8")
    about = " ".join(load_pack(copy).cards["about"].further_parts)
    assert "A Made-up Group" in about
    assert "So far 1 of " in about
