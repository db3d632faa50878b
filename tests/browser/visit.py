"""A visitor's page with the widget on it, and what it can be brought to."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, Route

from bot.paths import ROOT
from tests.support.serving import Server

AXE = ROOT / "web" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules of a page in which the widget is a guest are the page's own affair.

MESSAGE = "**/webhooks/web/message"
STATES = [
    "closed",
    "open",
    "card",
    "comparison",
    "typing",
    "error",
    "offline",
    "crisis",
    "menu",
    "delete",
    "quiz",
]


class Visit:
    """A visitor's page with the assistant on it."""

    def __init__(self, page: Page, context: BrowserContext, url: str) -> None:
        self.page, self.context, self.url = page, context, url
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def opens(self) -> None:
        await self.page.get_by_role("button", name="Ask about research words").click()
        await self.page.locator("ppi-chat ol > li").first.wait_for()

    async def asks(self, text: str) -> None:
        """Ask, and wait for the answer."""
        before = await self.answers()
        await self.types(text)
        await self.page.locator("ppi-chat li.them").nth(before).wait_for(state="attached")

    async def types(self, text: str) -> None:
        box = self.page.locator("ppi-chat #question")
        await box.fill(text)
        await box.press("Enter")

    async def answers(self) -> int:
        return await self.page.locator("ppi-chat li.them").count()

    async def said(self) -> list[str]:
        """The texts of all messages, both sides, in order."""
        return await self.page.locator("ppi-chat ol > li").all_inner_texts()

    async def axe(self) -> list[str]:
        """The faults that axe finds in what stands on the page now."""
        if not AXE.exists():
            pytest.skip("axe-core is not installed (npm ci in web/widget)")
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    async def seen(self) -> dict[str, Any]:
        noted: dict[str, Any] = await self.page.evaluate("window.seen")
        return noted

    async def focused(self) -> str:
        """The id, else the words, of what has the keyboard's focus."""
        name: str = await self.page.evaluate(
            "(() => { let e = document.activeElement; while (e && e.shadowRoot) e = e.shadowRoot.activeElement;"
            " return e ? (e.id || e.textContent.trim()) : ''; })()"
        )
        return name

    async def is_refused_with(self, status: int) -> None:
        """From now on the server refuses each message with this status."""

        async def refuse(route: Route) -> None:
            problem = {
                "status": status,
                "code": "x",
                "detail": "Something is wrong here. Please try again.",
            }
            await route.fulfill(status=status, json=problem, headers={"Retry-After": "30"})

        await self.page.route(MESSAGE, refuse)

    async def reaches(self, state: str) -> None:
        """Bring the page to one of STATES."""
        if state == "closed":
            return
        await self.opens()
        page = self.page
        if state == "card":
            await self.asks("What is involvement?")
        elif state == "comparison":
            await self.asks("How do involvement, engagement and participation differ?")
        elif state == "crisis":
            await self.asks("I want to end my life")
            await page.get_by_role("button", name="Get help now").wait_for()
        elif state == "quiz":
            await self.asks("test me")
        elif state == "menu":
            await page.get_by_role("button", name="Options").click()
        elif state == "delete":
            await page.get_by_role("button", name="Options").click()
            await page.get_by_role("button", name="Delete this chat").click()
        elif state == "error":
            await self.is_refused_with(503)
            await self.types("What is involvement?")
            await page.get_by_role("button", name="Try again").wait_for()
        elif state == "offline":
            await self.context.set_offline(True)
            await self.types("What is involvement?")
            await page.get_by_role("button", name="Try again").wait_for()
        elif state == "typing":
            await page.route(MESSAGE, lambda route: None)
            await self.types("What is involvement?")
            await page.get_by_text("One moment").wait_for()


Visiting = Callable[..., Awaitable[Visit]]


def snippet(server: Server, times: int = 1) -> str:
    """What a website puts into its page to have the widget there."""
    built = next((ROOT / "web" / "dist").glob("ppi-chat-*.js")).name
    page = (ROOT / "web" / "dist" / "versions.json").read_text()
    integrity = re.search(r'"integrity": "([^"]+)"', page)
    assert integrity
    return times * (
        f'<script src="{server.url}/widget/{built}" integrity="{integrity[1]}" crossorigin="anonymous"'
        f' defer data-endpoint="{server.url}"></script>'
    )
