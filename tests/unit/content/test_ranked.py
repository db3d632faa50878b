"""How likely each card is asked for, with who asks and what was shown before."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.content.ranked import leans, weigh
from bot.understanding.message import RankedCard, Understanding


def _heard(text: str, **cards: float) -> Understanding:
    """A message whose ranking is as given: `pay_amounts` stands for pay-amounts, `no_x` for -x."""
    ranked = tuple(
        RankedCard("-" + name[3:] if name.startswith("no_") else name.replace("_", "-"), "", share)
        for name, share in cards.items()
    )
    return Understanding(None, text=text, cards=ranked)


def test_the_likeliest_card_is_shown_where_it_is_likely_enough(pack: Pack) -> None:
    sure = weigh(pack, _heard("how much would I get paid for it", pay_amounts=0.8, time=0.1)).sure
    assert sure is not None
    assert sure.card.id == "pay-amounts"
    unsure = weigh(pack, _heard("what about all of this", payment=0.3, time=0.3, training=0.3))
    assert unsure.sure is None
    assert {card.id for card in unsure.offered} == {"payment", "time", "training"}


def test_a_fragment_is_read_with_the_last_card(pack: Pack) -> None:
    heard = _heard("how much an hour", time=0.4, payment=0.3, pay_amounts=0.3)
    assert weigh(pack, heard).cards[0].card.id == "time"
    after_pay = weigh(pack, heard, last=pack.cards["payment"])
    assert after_pay.cards[0].card.id in ("payment", "pay-amounts")


def test_a_fragment_is_not_refused_as_soon(pack: Pack) -> None:
    heard = _heard("how much does it cost", no_out_of_scope=0.7, researcher_costing=0.3)
    assert weigh(pack, heard).sure_intent == "out_of_scope"
    assert weigh(pack, heard, last=pack.cards["researcher-start"]).sure_intent is None


def test_the_public_never_get_a_card_for_people_at_work(pack: Pack) -> None:
    heard = _heard("what does one pay them", payment_researcher=0.9, payment=0.1)
    assert weigh(pack, heard, person="carer").cards[0].card.id == "payment"


def test_a_researcher_gets_the_researchers_card_where_there_is_one(pack: Pack) -> None:
    heard = _heard("why should people be involved", why_involve=0.9, time=0.1)
    assert weigh(pack, heard).cards[0].card.id == "why-involve"
    assert weigh(pack, heard, person="researcher").cards[0].card.id == "why-involve-researcher"


def test_what_was_not_meant_is_not_shown_again(pack: Pack) -> None:
    heard = _heard("no, I meant where my money is", payment=0.6, pay_missing=0.4)
    assert weigh(pack, heard, last=pack.cards["payment"]).cards[0].card.id == "pay-missing"


def test_a_passage_that_was_just_shown_gives_way(pack: Pack) -> None:
    heard = _heard("how long does each one last", payment=0.4, time=0.3)
    time = pack.cards["time"]
    assert weigh(pack, heard, last=time).cards[0].card.id == "time"
    assert weigh(pack, heard, last=time, read=(0,)).cards[0].card.id == "payment"


def test_a_card_that_the_pack_has_not_is_left_out(pack: Pack) -> None:
    odds = weigh(pack, _heard("what is it", no_such_card=0.9, time=0.1))
    assert [one.card.id for one in odds.cards] == ["time"]


def test_a_button_has_no_ranking(pack: Pack) -> None:
    assert not weigh(pack, Understanding("payment_expenses")).ranked


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("and parking?", True),
        ("do they pay for that as well?", True),
        ("so nobody is testing stuff on me", True),
        ("my husband has bowel cancer and I look after him and would like to help", False),
        ("how would I find a trial for my kind of cancer", False),
    ],
)
def test_fragments_lean_on_what_was_said(text: str, leaning: bool) -> None:
    assert leans(text) is leaning
