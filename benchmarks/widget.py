"""How quick and small the widget is: `.venv/bin/python -m benchmarks.widget`. Needs Chromium.

The server must be running: `make run` in another terminal, or `--url`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import shutil
import statistics

from playwright.async_api import async_playwright

from bot.paths import WEB

OPENINGS = 30
OPEN = """() => {
  const chat = document.querySelector('ppi-chat').shadowRoot;
  const began = window.pressed = performance.now();
  chat.querySelector('.launcher button').click();
  return new Promise((done) => requestAnimationFrame(() => done([
    performance.now() - began, chat.activeElement && chat.activeElement.id === 'question',
  ])));
}"""
WATCH = """
window.tasks = [];
window.shifts = 0;
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
  .observe({type, buffered: true});
watch('longtask', (one) => window.tasks.push(one.startTime));
watch('layout-shift', (one) => { if (!one.hadRecentInput) window.shifts += one.value; });
"""


async def _measure(url: str) -> None:
    opened: list[float] = []
    tasks: list[bool] = []
    shifts: list[float] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(OPENINGS):
            context = await browser.new_context(viewport={"width": 375, "height": 667})
            await context.add_init_script(WATCH)
            page = await context.new_page()
            await page.goto(url)
            milliseconds, ready = await page.evaluate(OPEN)
            assert ready, "the input does not have the focus"
            opened.append(milliseconds)
            box = page.locator("ppi-chat #question")
            await box.fill("What is involvement?")
            await box.press("Enter")
            await page.locator("ppi-chat li.them").nth(1).wait_for()
            tasks += await page.evaluate("window.tasks.map((at) => at >= window.pressed)")
            shifts.append(await page.evaluate("window.shifts"))
            await context.close()
        await browser.close()
    newest = json.loads((WEB / "dist" / "versions.json").read_text())["versions"][0]["file"]
    bytes_sent = len(gzip.compress((WEB / "dist" / newest).read_bytes(), 9))
    print("| what | figure |")
    print("|---|---|")
    print(f"| script, gzip | {bytes_sent / 1024:.1f} kB |")
    print(f"| press to input ready, median of {OPENINGS} | {statistics.median(opened):.0f} ms |")
    print(f"| the same, slowest | {max(opened):.0f} ms |")
    print(f"| tasks over 50 ms after the press | {sum(tasks)} in {OPENINGS} visits |")
    print(f"| the same, before it, as the page loads | {len(tasks) - sum(tasks)} |")
    print(f"| layout shift, most | {max(shifts):.3f} |")


def main() -> None:
    """Measure a running server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:5005", help="where the server is")
    asyncio.run(_measure(parser.parse_args().url))


if __name__ == "__main__":
    main()
