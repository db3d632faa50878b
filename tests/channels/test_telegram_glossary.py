"""`/terms`: the glossary by letter, with buttons and pages."""

from __future__ import annotations

import json
from html import unescape

import pytest

from bot.channels.telegram import glossary
from bot.content.pack import Pack
from tests.support.bot_api import BotApi, buttons


def _edit(api: BotApi, chat: int, count: int) -> dict[str, str]:
    def made() -> list[dict[str, str]]:
        return [body for body in api.made("editMessageText") if int(body["chat_id"]) == chat]

    api.wait_until(lambda: len(made()) >= count)
    return made()[-1]


def _marked(api: BotApi, chat: int) -> dict[str, str]:
    def made() -> list[dict[str, str]]:
        return [body for body in api.made("editMessageReplyMarkup") if body["chat_id"] == str(chat)]

    api.wait_until(lambda: made() != [])
    return made()[-1]


def test_from_a_letter_to_a_card(api: BotApi, chat: int, pack: Pack) -> None:
    api.command(chat, "/terms")
    menu = api.wait_for(chat, 1)[0]
    letters = buttons(menu)
    assert list(letters) == sorted({card.title[0].upper() for card in pack.terms.values()})
    api.person_presses(chat, letters["B"], under=menu)
    page = _edit(api, chat, 1)
    assert "begin with B" in page["text"]
    assert page["message_id"] == str(menu["sent_as"])
    assert "Biobank" in buttons(page)
    api.person_presses(chat, buttons(page)["Biobank"], under=menu)
    answer = api.wait_for(chat, 2)[1]
    assert answer["text"].startswith("<b>Biobank</b>")
    assert "✓ Biobank" in buttons(_marked(api, chat))
    api.person_sends(chat, text="give me an example")
    assert "Biobank" in api.wait_for(chat, 3)[2]["text"]  # it is remembered like any card


def test_a_long_letter_has_pages_there_and_back(api: BotApi, chat: int) -> None:
    api.command(chat, "/terms")
    menu = api.wait_for(chat, 1)[0]
    api.person_presses(chat, buttons(menu)["P"], under=menu)
    first = _edit(api, chat, 1)
    assert "Page 1 of" in first["text"]
    api.person_presses(chat, buttons(first)["Next page"], under=menu)
    second = _edit(api, chat, 2)
    assert "Page 2 of" in second["text"]
    api.person_presses(chat, buttons(second)["Page before"], under=menu)
    assert _edit(api, chat, 3)["text"] == first["text"]
    api.person_presses(chat, buttons(first)["All letters"], under=menu)
    assert buttons(_edit(api, chat, 4)) == buttons(menu)
    assert len(api.sent(chat)) == 1


def test_the_same_page_twice_is_no_trouble(api: BotApi, chat: int) -> None:
    api.command(chat, "/terms")
    menu = api.wait_for(chat, 1)[0]
    for _ in range(2):
        api.person_presses(chat, buttons(menu)["B"], under=menu)
    api.person_sends(chat, text="hello")
    assert "Hello" in api.wait_for(chat, 2)[1]["text"]


def test_a_page_whose_message_is_gone_comes_as_a_new_one(api: BotApi, chat: int) -> None:
    api.person_presses(chat, "t:B:0")
    assert "begin with B" in api.wait_for(chat, 1)[0]["text"]


def test_a_link_can_open_the_glossary(api: BotApi, chat: int) -> None:
    api.command(chat, "/start terms")
    assert "first letter" in api.wait_for(chat, 2)[1]["text"]


def test_every_term_is_on_exactly_one_page(pack: Pack) -> None:
    found = []
    for row in json.loads(glossary.letters(pack).keyboard.to_json())["inline_keyboard"]:
        for letter in row:
            data = letter["callback_data"]
            while data:
                page = glossary.page(pack, data)
                assert page is not None
                data = ""
                for button in (b for line in page.keyboard.inline_keyboard for b in line):
                    assert len(button.callback_data.encode()) <= 64
                    if button.callback_data.startswith("c:"):
                        found.append(button.callback_data.removeprefix("c:"))
                    elif button.text == "Next page":
                        data = button.callback_data
    assert sorted(found) == sorted(pack.terms)


@pytest.mark.parametrize("data", ["t:B:9", "t:b:0", "t:B", "t:BB:0", "t:B:-1", "t:B:٣", "t:%:1"])
def test_pages_we_never_made_are_none(pack: Pack, data: str) -> None:
    assert glossary.page(pack, data) is None


@pytest.mark.parametrize("data", ["c:crisis-danger", "c:welcome-no", "c:", "x:biobank", "biobank"])
def test_cards_that_no_button_shows_are_none(pack: Pack, data: str) -> None:
    assert glossary.card_of(pack, data) is None


def test_the_cards_of_this_channel_are_shown_as_written(pack: Pack) -> None:
    assert unescape(glossary.letters(pack).html) == pack.cards["telegram-terms"].meaning
