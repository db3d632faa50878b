"""Inline mode: cards that match what is typed, and posted with meaning and source."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest

from bot.channels.telegram.inline import Index
from bot.content.pack import Pack
from tests.support.bot_api import BotApi


def _offered(api: BotApi, chat: int, typed: str) -> list[dict[str, Any]]:
    query = api.person_types_inline(chat, typed)["inline_query"]["id"]

    def answers() -> list[dict[str, Any]]:
        return [b for b in api.made("answerInlineQuery") if b["inline_query_id"] == query]

    api.wait_until(lambda: answers() != [])
    results: list[dict[str, Any]] = json.loads(answers()[0]["results"])
    return results


@pytest.mark.parametrize(
    ("typed", "card"),
    [
        ("co-prod", "co-production"),
        ("coprod", "co-production"),
        ("Co prod", "co-production"),
        ("involvement", "involvement"),
        ("PPI", "ppi"),
        ("placebo", "placebo"),
        ("palcebo", "placebo"),
        ("randomization", "randomisation"),
        ("nihr", "nihr"),
    ],
)
def test_what_is_typed_finds_its_card_first(pack: Pack, typed: str, card: str) -> None:
    assert Index(pack).search(typed)[0].id == card


@pytest.mark.parametrize("typed", ["qqqqzzzz", "!!!", "x" * 256])
def test_what_matches_nothing_offers_little(pack: Pack, typed: str) -> None:
    assert len(Index(pack).search(typed)) <= 10


def test_every_term_is_found_by_its_title(pack: Pack) -> None:
    index = Index(pack)
    missed = [
        card.id
        for card in pack.terms.values()
        if card.id not in {found.id for found in index.search(card.title)[:3]}
    ]
    assert missed == []


def test_a_card_is_offered_and_posts_its_meaning_and_source(
    api: BotApi, chat: int, pack: Pack
) -> None:
    first = _offered(api, chat, "co-prod")[0]
    card = pack.cards["co-production"]
    posted = unescape(first["input_message_content"]["message_text"])
    assert posted.startswith("<b>Co-production</b>")
    assert card.meaning in posted
    assert card.source
    assert card.source.url in posted
    assert card.source.name in posted
    link = first["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert link == "https://t.me/ppi_guide_bot?start=co-production"


def test_nothing_typed_offers_the_three_words(api: BotApi, chat: int) -> None:
    ids = [one["id"] for one in _offered(api, chat, "")]
    assert ids[:3] == ["involvement", "engagement", "participation"]


def test_crisis_words_offer_the_card_alone(api: BotApi, chat: int) -> None:
    offered = _offered(api, chat, "i want to kill myself")
    assert [one["id"] for one in offered] == ["crisis-self-harm"]
    assert "116 123" in offered[0]["input_message_content"]["message_text"]


@pytest.mark.parametrize("typed", ["<b>x</b>", "🙂" * 100, "'; drop table x", "\u202e\ud83d", "%s"])
def test_whatever_is_typed_gets_an_answer(api: BotApi, chat: int, typed: str) -> None:
    assert isinstance(_offered(api, chat, typed), list)


def test_an_answer_that_comes_too_late_is_no_trouble(api: BotApi, chat: int) -> None:
    api.trouble("answerInlineQuery", code=400, description="Bad Request: query is too old")
    api.person_types_inline(chat, "inv")
    api.wait_until(lambda: not api.troubles)
    assert _offered(api, chat, "invo")
