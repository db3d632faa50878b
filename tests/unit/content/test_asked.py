"""Which sentences ask for which card of a pack."""

from __future__ import annotations

from dataclasses import replace

from bot.content.asked import asked_in_cards, asked_of_pack, check_asked
from bot.content.pack import Pack
from bot.paths import DATA
from bot.understanding.asked import Asked, load_asked


def test_every_card_is_asked_for_and_no_sentence_twice(pack: Pack) -> None:
    assert list(check_asked(pack, load_asked(DATA / "asked"))) == []


def test_a_card_that_nobody_asks_for_is_named_by_its_file(pack: Pack) -> None:
    card = pack.cards["payment"]
    silent = [part.model_copy(update={"asked": ()}) for part in card.parts]
    card = card.model_copy(update={"asked": (), "parts": tuple(silent)})
    asked = [one for one in load_asked(DATA / "asked") if one.card != "payment"]
    (fault,) = check_asked(replace(pack, cards=pack.cards | {"payment": card}), asked)
    assert fault.startswith(f"{pack.files['payment']}:1:")


def test_a_sentence_claimed_by_two_cards_is_named(pack: Pack) -> None:
    claims = [Asked("v01", "payment", "", "how much?"), Asked("v02", "time", "", "How much?")]
    faults = [fault for fault in check_asked(pack, claims) if "how much" in fault.lower()]
    assert len(faults) == 1
    assert "v02" in faults[0]


def test_sentences_in_a_cards_own_file_count(pack: Pack) -> None:
    card = pack.cards["payment"].model_copy(update={"asked": ("do you cough up",)})
    changed = replace(pack, cards=pack.cards | {"payment": card})
    assert ("payment", "do you cough up") in [(a.card, a.text) for a in asked_in_cards(changed)]


def test_another_pack_is_taught_only_what_it_can_answer(pack: Pack) -> None:
    asked = [
        Asked("v01", "no-such-card", "", "what is that"),
        Asked("v01", "payment", "no-such-part", "how much"),
        Asked("v01", "payment", "", "am I paid"),
    ]
    kept = [(one.card, one.part) for one in asked_of_pack(pack, asked)]
    assert kept == [("payment", ""), ("payment", "")]
