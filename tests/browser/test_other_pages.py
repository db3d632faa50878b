"""The widget is a guest on somebody else's page: strict, hostile, in a frame, and left as it was."""

from __future__ import annotations

import pytest

from tests.browser.visit import Visiting, snippet
from tests.support.serving import Host, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


HOSTILE = """
* { all: revert !important; font: 5px cursive !important; color: #ddd !important; }
html { font-size: 10px; } button { display: none !important; } section, ol { visibility: hidden !important; }
ppi-chat, ppi-chat * { border: 5px solid red; }
"""


async def test_a_page_of_somebody_else_with_a_strict_policy(
    visiting: Visiting, host: Host, server: Server
) -> None:
    policy = (
        f"default-src 'none'; script-src {server.url}; connect-src {server.url}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    host.pages["/strict"] = (
        f"<!doctype html><html lang=en><title>A hospital</title><h1>A hospital</h1>{snippet(server)}",
        {"Content-Security-Policy": policy},
    )
    visit = await visiting("/strict", url=host.url)
    await visit.opens()
    await visit.asks("What is participation?")
    assert "choose to take part" in (await visit.said())[-1]
    seen = await visit.seen()
    assert [one for one in seen["refused"] if "favicon" not in one] == []


async def test_a_hostile_page_that_loads_it_twice(
    visiting: Visiting, host: Host, server: Server
) -> None:
    host.pages["/hostile"] = (
        f"<!doctype html><html lang=en dir=rtl><base href='https://elsewhere.example.org/'><title>A page</title>"
        f"<style>{HOSTILE}</style><h1>A page</h1>{snippet(server, times=2)}",
        {},
    )
    visit = await visiting("/hostile", url=host.url)
    await visit.opens()
    await visit.asks("What is participation?")
    assert await visit.page.locator("ppi-chat").count() == 1
    look = await visit.page.locator("ppi-chat li.them p").first.evaluate(
        "e => { const s = getComputedStyle(e); return [s.fontSize, s.visibility, s.color]; }"
    )
    assert look == ["16px", "visible", "rgb(33, 43, 50)"]
    box = await visit.page.locator("ppi-chat .panel").bounding_box()
    assert box is not None
    assert box["x"] < 100  # right-to-left: the other corner


async def test_the_iframe_is_for_allowed_websites_only(
    visiting: Visiting, host: Host, server: Server
) -> None:
    host.pages["/framed"] = (
        f'<!doctype html><html lang=en><title>Framed</title><iframe src="{server.url}/embed/frame" title="PPI Guide"></iframe>',
        {},
    )
    visit = await visiting("/framed", url=host.url)
    frame = visit.page.frame_locator("iframe")
    await frame.locator("ppi-chat textarea").wait_for()
    policy = (await visit.context.request.get(f"{server.url}/embed/frame")).headers[
        "content-security-policy"
    ]
    assert host.url in policy
    whole = (await visit.context.request.get(f"{server.url}/")).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in whole


async def test_the_page_around_it_is_left_as_it_was(
    visiting: Visiting, host: Host, server: Server
) -> None:
    host.pages["/own"] = (
        "<!doctype html><html lang=en><title>Own</title><main><h1>Own</h1></main>"
        '<div id="shut" inert aria-hidden="false">shut</div><p id="gone">gone</p>'
        f"{snippet(server)}",
        {},
    )
    visit = await visiting("/own", url=host.url, viewport={"width": 375, "height": 667})
    await visit.page.evaluate("document.getElementById('gone').style.display = 'none'")
    await visit.opens()
    for event in ("beforeprint", "afterprint"):
        await visit.page.evaluate(f"dispatchEvent(new Event('{event}'))")
    await visit.page.get_by_role("button", name="Close").click()
    shut = visit.page.locator("#shut")
    assert await shut.evaluate("e => [e.inert, e.getAttribute('aria-hidden')]") == [True, "false"]
    assert await visit.page.locator("main").evaluate(
        "e => [e.inert, e.hasAttribute('aria-hidden')]"
    ) == [False, False]
    assert await visit.page.locator("#gone").evaluate("e => e.style.display") == "none"
