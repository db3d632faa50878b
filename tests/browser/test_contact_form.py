"""The form for a person: only where a message can be delivered, with what was wrong beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Route

from bot.paths import ROOT
from tests.browser.form import MESSAGE_TO_STAFF, NEXT, fills, reads_back
from tests.browser.visit import Visit, Visiting, snippet
from tests.support.people import PAT
from tests.support.serving import Host, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANDOFF = "**/webhooks/web/handoff"
SENT = {
    "seq": 9,
    "messages": [
        {
            "id": "e" * 32, "seq": 9, "at": "2026-11-24T00:00:00+00:00", "from": "assistant", "kind": "notice",
            "text": "Your message is kept. Its reference is AB-12.", "buttons": [], "card": None,
        }
    ],
}  # fmt: skip


async def _offer(visit: Visit, *, offered: bool = True) -> None:
    """What the server says of messages for a person: that it can deliver one, or that it cannot."""
    visit.page.set_default_timeout(8000)

    async def said(route: Route) -> None:
        answer = await route.fetch()
        if not answer.ok or answer.status == 204:
            return await route.fulfill(response=answer)
        body = await answer.json() | {"handoff": {"offered": offered}}
        await route.fulfill(response=answer, json=body)

    await visit.page.route(re.compile("/webhooks/web/(session|history)"), said)


async def _opens_form(visit: Visit) -> None:
    await _offer(visit)
    await visit.opens()
    await visit.page.get_by_role("button", name="Options").click()
    await visit.page.get_by_role("button", name="Leave a message").click()


async def test_it_is_not_offered_where_no_message_can_be_delivered(visiting: Visiting) -> None:
    visit = await visiting()
    await _offer(visit, offered=False)
    await visit.opens()
    await visit.page.get_by_role("button", name="Options").click()
    assert await visit.page.get_by_role("button", name="Contact a person").is_visible()
    assert (
        not await visit.page.locator("ppi-chat").get_by_text("Leave a message").first.is_visible()
    )


async def test_a_message_is_sent_once_and_its_reference_is_shown(visiting: Visiting) -> None:
    visit = await visiting()
    await _opens_form(visit)
    sent: list[dict[str, Any]] = []

    async def take(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            await route.abort()  # the answer is lost: the same request goes again
        else:
            await route.fulfill(json=SENT)

    await visit.page.route(HANDOFF, take)
    await fills(visit)
    await reads_back(visit)
    press = visit.page.get_by_role("button", name="Send message")
    await press.click()
    await visit.page.get_by_text("I cannot reach the server.").first.wait_for()
    await press.click()
    await visit.page.locator("ppi-chat ol").get_by_text("Its reference is AB-12.").wait_for()
    first, second = (one.pop("message_id") for one in sent)
    assert first == second
    assert sent[0] == sent[1] == {
        "role": "carer", "reach": PAT.email, "message": MESSAGE_TO_STAFF,
        "consent": True,
    }  # fmt: skip
    assert await visit.focused() == "question"
    # What was written is gone.
    await visit.page.get_by_role("button", name="Options").click()
    await visit.page.get_by_role("button", name="Leave a message").click()
    assert await visit.page.locator("ppi-chat #reach").input_value() == ""


@pytest.mark.parametrize(
    ("missing", "words", "focus"),
    [
        ("Who are you?", "Please say who you are.", "role"),
        (
            "Your email address or phone number",
            "Please give an email address or a phone number.",
            "reach",
        ),
        ("Your message", "Please write your message.", "note"),
        ("I agree that the team", "Please tick the box", "consent"),
    ],
)
async def test_what_is_missing_is_said_beside_its_field(
    visiting: Visiting, missing: str, words: str, focus: str
) -> None:
    visit = await visiting(bypass_csp=True)
    await _opens_form(visit)
    await fills(visit)
    field = visit.page.get_by_label(missing)
    if focus == "role":
        await field.select_option("")
    elif focus == "consent":
        await field.uncheck()
    else:
        await field.fill(" ")
    await visit.page.get_by_role("button", name=NEXT).click()
    assert words in await visit.page.locator("ppi-chat #wrong").inner_text()
    assert await visit.focused() == focus
    assert await visit.page.locator(f"ppi-chat #{focus}").get_attribute("aria-invalid") == "true"
    assert await visit.axe() == []


async def test_a_refused_address_keeps_all_that_was_written(visiting: Visiting) -> None:
    visit = await visiting()
    await _opens_form(visit)

    async def refuse(route: Route) -> None:
        problem = {"status": 422, "code": "wrong_fields", "detail": "That is not an email address."}
        await route.fulfill(status=422, json=problem)

    await visit.page.route(HANDOFF, refuse)
    await fills(visit)
    await reads_back(visit)
    await visit.page.get_by_role("button", name="Send message").click()
    await visit.page.locator("ppi-chat #wrong").get_by_text("not an email address").wait_for()
    assert await visit.page.locator("ppi-chat #reach").input_value() == PAT.email
    assert await visit.focused() == "reach"
    await visit.page.keyboard.press("Escape")
    assert await visit.focused() == "question"
    await visit.page.get_by_role("button", name="Options").click()
    await visit.page.get_by_role("button", name="Leave a message").click()
    assert "panel" in await visit.page.locator("ppi-chat #note").input_value()


async def test_crisis_words_in_it_bring_the_crisis_card(visiting: Visiting) -> None:
    visit = await visiting()
    await _opens_form(visit)
    await fills(visit, "I want to end my life")
    await reads_back(visit)
    await visit.page.get_by_role("button", name="Send message").click()
    await visit.page.locator("ppi-chat li.crisis").wait_for()
    assert await visit.page.get_by_role("button", name="Get help now").is_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 568), (1280, 800)])
async def test_axe_finds_no_fault_in_the_form_and_all_of_it_can_be_reached(
    visiting: Visiting, width: int, height: int
) -> None:
    visit = await visiting(bypass_csp=True, viewport={"width": width, "height": height})
    await _opens_form(visit)
    assert await visit.axe() == []
    controls = visit.page.locator(
        "ppi-chat .contact :is(input, select, textarea, button):visible, ppi-chat .top button:visible"
    )
    for control in await controls.all():
        await control.scroll_into_view_if_needed()
        box = await control.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 1


async def test_the_second_theme_has_no_fault_in_the_form(
    visiting: Visiting, host: Host, server: Server
) -> None:
    guide = (ROOT / "web" / "pages" / "embed.html").read_text(encoding="utf-8")
    theme = guide[guide.index("ppi-chat {") : guide.index("}</code>") + 1]
    host.pages["/dark-form"] = (
        f"<!doctype html><html lang=en><title>Dark</title><style>body {{background: #1b1b1f; color: #fff}} {theme}</style>"
        f"<main><h1>Dark</h1></main>{snippet(server)}",
        {},
    )
    visit = await visiting("/dark-form", url=host.url)
    await _opens_form(visit)
    await visit.page.get_by_role("button", name=NEXT).click()
    assert await visit.axe() == []
    # What is typed can be read: axe sees no text in an empty box.
    ink = await visit.page.locator("ppi-chat textarea").evaluate_all(
        "all => all.map((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])"
    )
    assert ink == [["rgb(33, 43, 50)", "rgb(255, 255, 255)"]] * 2
