"""A broken card is named by file, with what to mend; nothing of a broken pack is loaded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.load import Pack, load_pack
from bot.errors import ContentError
from bot.paths import ROOT

Edit = Callable[[str], str]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's pack, to break."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def _replace(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


@pytest.mark.parametrize(
    ("file", "edit", "says"),
    [
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
        ("pack.yml", _replace("contact:", "contakt:"), "contact:"),
    ],
)
def test_a_broken_card_is_named_with_its_file(copy: Path, file: str, edit: Edit, says: str) -> None:
    path = copy / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_pack(copy)
    assert path.name in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


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
    with pytest.raises(ContentError, match=r"carer\.yml: the follow-up “no-such-card”"):
        load_pack(copy)


def test_an_alias_claimed_twice_is_named(copy: Path) -> None:
    path = copy / "terms/carer.yml"
    text = path.read_text(encoding="utf-8").replace("aliases: [", "aliases: [PPI, ")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="“PPI” is already a name of the card"):
        load_pack(copy)


@pytest.mark.parametrize("card", ["crisis-self-harm", "sorry", "welcome"])
def test_a_missing_notice_is_named(copy: Path, card: str) -> None:
    (copy / "notices" / f"{card}.yml").unlink()
    with pytest.raises(ContentError, match=f"“{card}”"):
        load_pack(copy)


def test_every_term_of_the_glossary_has_a_card(pack: Pack) -> None:
    assert len(pack.terms) == 101
    assert all(card.source and card.reviewed for card in pack.terms.values())


def test_another_pack_leaves_no_name_of_the_first(copy: Path, pack: Pack) -> None:
    text = (copy / "pack.yml").read_text(encoding="utf-8")
    name, email = pack.facts["contact"]["name"], pack.facts["contact"]["email"]
    text = text.replace(name, "Alex Example").replace(email, "alex@example.org")
    (copy / "pack.yml").write_text(text, encoding="utf-8")
    everything = "\n".join(card.json() for card in load_pack(copy).cards.values())
    assert name not in everything
    assert email not in everything
    assert "alex@example.org" in everything


def test_the_assistant_says_which_cards_were_read_over_with_people(copy: Path, pack: Pack) -> None:
    assert "No group of patients" in pack.cards["about"].meaning
    path = copy / "terms/carer.yml"
    text = path.read_text(encoding="utf-8").replace("with: not yet", "with: A Made-up Group")
    path.write_text(text, encoding="utf-8")
    about = load_pack(copy).cards["about"].meaning
    assert "A Made-up Group" in about
    assert "So far 1 of " in about
