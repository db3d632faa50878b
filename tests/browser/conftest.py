"""A browser for all tests in here: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.visit import Visit, Visiting
from tests.support.serving import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip

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
