"""A browser for all tests in here: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.paths import ROOT
from tests.support.serving import Server

AXE = ROOT / "web" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules of a page in which the widget is a guest are the page's own affair.

# Before anything else of the page: what was refused, and what an attack would have called.
WATCH = """
window.seen = {refused: [], ran: 0, shifts: 0};
document.addEventListener('securitypolicyviolation', (e) => window.seen.refused.push(e.violatedDirective + ' ' + e.blockedURI));
window.hacked = () => { window.seen.ran += 1; };
window.alert = window.hacked;
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.shifts += one.value; }).observe({type: 'layout-shift', buffered: true});
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield launched
        await launched.close()


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


Visiting = Callable[..., Awaitable[Visit]]


@pytest_asyncio.fixture(loop_scope="session")
async def visiting(browser: Browser, server: Server) -> AsyncIterator[Visiting]:
    """Makes visits; each has a browser profile of its own. Nothing may go wrong in any of them."""
    visits: list[Visit] = []

    async def visit(
        path: str = "/",
        *,
        url: str | None = None,
        without: tuple[str, ...] = (),
        **options: Any,
    ) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        # axe is put into the page by the test; the pages' own policy would forbid it.
        context = await browser.new_context(**options)
        await context.add_init_script(WATCH)
        for taken in without:
            await context.add_init_script(taken)
        page = await context.new_page()
        made = Visit(page, context, url or server.url)
        visits.append(made)
        await page.goto((url or server.url) + path)
        return made

    yield visit
    for made in visits:
        assert made.errors == []
        await made.context.close()
