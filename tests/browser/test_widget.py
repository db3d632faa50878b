"""The widget in a real browser, over the real server: what a visitor does, and what stays away."""

from __future__ import annotations

import pytest

from tests.browser.visit import Visiting
from tests.support.serving import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


NO_SHEETS = (
    "delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets;"
)


NO_INERT = "delete HTMLElement.prototype.inert;"


SIZES = [(1280, 800), (768, 1024), (375, 667), (320, 568)]


async def test_a_visitor_asks_presses_and_reads(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is involvement?")
    assert "help shape research" in (await visit.said())[-1]
    await visit.page.get_by_role("button", name="How do the three words differ?").last.click()
    await visit.page.locator("ppi-chat table").wait_for()
    assert await visit.page.get_by_role(
        "heading", name="Involvement, engagement, participation"
    ).count()


async def test_nothing_is_kept_before_the_visitor_opens_it_and_never_a_cookie(
    visiting: Visiting,
) -> None:
    visit = await visiting()
    assert await visit.page.evaluate(
        "[sessionStorage.length, localStorage.length, document.cookie]"
    ) == [0, 0, ""]
    await visit.opens()
    assert await visit.page.evaluate(
        "[sessionStorage.length, localStorage.length, document.cookie]"
    ) == [1, 0, ""]


async def test_only_its_own_server_is_called_and_nothing_is_refused(
    visiting: Visiting, server: Server
) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is engagement?")
    assert [url for url in visit.asked if not url.startswith((server.url, "data:"))] == []
    assert (await visit.seen())["refused"] == []


async def test_opening_shifts_nothing_on_the_page(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is engagement?")
    assert (await visit.seen())["shifts"] == 0


async def test_the_numbers_of_an_ordinary_answer_can_be_pressed_too(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("should I stop my tablets")
    links = visit.page.locator("ppi-chat li.them").last.locator("a[href^='tel:']")
    assert [await one.get_attribute("href") for one in await links.all()] == ["tel:111", "tel:999"]


async def test_it_prints_the_conversation_alone(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.reaches("card")
    await visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    await visit.page.emulate_media(media="print")
    assert not await visit.page.locator("main").is_visible()
    assert await visit.page.locator("ppi-chat li.them p").first.is_visible()
    assert not await visit.page.locator("ppi-chat textarea").is_visible()
    await visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    await visit.page.emulate_media(media="screen")
    assert await visit.page.locator("main").is_visible()


@pytest.mark.parametrize("without", [(NO_SHEETS,), (NO_INERT,), (NO_SHEETS, NO_INERT)])
async def test_older_browsers(visiting: Visiting, without: tuple[str, ...]) -> None:
    visit = await visiting(without=without, viewport={"width": 375, "height": 667})
    await visit.opens()
    await visit.asks("What is involvement?")
    box = await visit.page.locator("ppi-chat .panel").bounding_box()
    assert box is not None
    assert round(box["width"]) == 375
    for _ in range(15):
        await visit.page.keyboard.press("Tab")
        assert await visit.page.evaluate("document.activeElement.localName") == "ppi-chat"
    assert (await visit.seen())["refused"] == []


async def test_everything_is_deleted(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.reaches("card")
    await visit.page.get_by_role("button", name="Options").click()
    await visit.page.get_by_role("button", name="Delete this chat").click()
    async with visit.page.expect_response("**/webhooks/web/session") as erased:
        await visit.page.get_by_role("button", name="Delete everything").click()
    assert (await erased.value).status == 204
    await visit.page.get_by_text("Everything in this chat is deleted.").last.wait_for()
    assert await visit.page.evaluate("sessionStorage.length") == 0
    await visit.asks("What is engagement?")
    assert "share information and knowledge" in (await visit.said())[-1]


async def test_only_the_latest_answer_asks_whether_it_helped(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is involvement?")
    await visit.asks("What is engagement?")
    assert await visit.page.locator("ppi-chat .helpful").count() == 1
    assert "Engagement" in (
        await visit.page.locator("ppi-chat .helpful").get_attribute("aria-label") or ""
    )


async def test_after_a_crisis_card_help_stays_in_reach_and_nobody_asks_for_marks(
    visiting: Visiting,
) -> None:
    visit = await visiting()
    await visit.reaches("crisis")
    hrefs = await visit.page.locator("ppi-chat li.crisis a").evaluate_all(
        "all => all.map((a) => a.href)"
    )
    assert "tel:999" in hrefs
    assert "tel:116123" in hrefs
    assert "sms:85258?body=SHOUT" in hrefs
    await visit.asks("What is involvement?")
    assert await visit.page.locator("ppi-chat .helpful").count() == 0
    # One way to help, at the top: an answer after it brings no second button.
    await visit.page.get_by_role("button", name="Get help now").click()
    assert await visit.focused() == "crisis"


async def test_it_says_when_an_answer_takes_long(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.reaches("typing")
    await visit.page.get_by_text("This is taking longer than usual. Please wait …").wait_for(
        timeout=12000
    )


async def test_a_refused_message_goes_back_into_the_box(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.is_refused_with(422)
    await visit.types("words that are refused")
    await visit.page.get_by_text("Something is wrong here.").last.wait_for()
    assert await visit.page.locator("ppi-chat textarea").input_value() == "words that are refused"


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_long_word_and_a_long_message_stay_inside(
    visiting: Visiting, width: int, height: int
) -> None:
    visit = await visiting(viewport={"width": width, "height": height})
    await visit.opens()
    await visit.asks("a" * 300)
    await visit.asks("What is involvement? " * 24)
    panel = visit.page.locator("ppi-chat .panel")
    assert await panel.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert await visit.page.locator("ppi-chat .scroller").evaluate(
        "e => e.scrollWidth <= e.clientWidth"
    )


async def test_without_its_style_file_an_older_browser_still_gets_in(visiting: Visiting) -> None:
    visit = await visiting("/embed", without=(NO_SHEETS,))
    await visit.page.route("**/*.css", lambda route: route.abort())
    await visit.page.goto(visit.url + "/")
    await visit.opens()


async def test_every_crisis_message_gets_its_card_also_without_the_database(
    visiting: Visiting, server: Server
) -> None:
    visit = await visiting()
    await visit.opens()
    token = await visit.page.evaluate("JSON.parse(sessionStorage.getItem('ppi-chat')).token")
    # As when the database is away: the session is not known and the card is not stored.
    await visit.context.request.delete(
        f"{server.url}/webhooks/web/session", headers={"Authorization": f"Bearer {token}"}
    )
    for _ in range(2):
        await visit.asks("I want to end my life")
    assert await visit.page.locator("ppi-chat li.crisis").count() == 2
    assert await visit.page.locator("ppi-chat li.you").count() == 2
