"""How quick and small the widget is: `.venv/bin/python -m benchmarks.widget`. Needs Chromium.

The server must be running: `make run` in another terminal, or `--url`.

A task is a piece of work of the page's main thread. Its time by the clock includes what the machine
did meanwhile: the browser's other processes, and the server on the same cores. So the longest task
is given by processor time too, beside a visit that only waits on a page without the widget.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import shutil
import statistics
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, async_playwright

from bot.paths import WEB

VISITS = 30
# All in the page, begun by a timer: tasks of the tool that drives the browser do not count.
BEGIN = """() => { setTimeout(async () => {
  const until = (there) => new Promise((done) => {
    const look = () => there() ? done() : setTimeout(look, 5);
    look();
  });
  const chat = document.querySelector('ppi-chat').shadowRoot;
  const answers = () => chat.querySelectorAll('li.them').length;
  performance.mark('pressed');
  const pressed = performance.now();
  chat.querySelector('.launcher button').click();
  await new Promise(requestAnimationFrame);
  const took = performance.now() - pressed;
  const ready = chat.activeElement === chat.querySelector('#question');
  await until(() => answers() === 1);
  chat.querySelector('#question').value = 'What is involvement?';
  chat.querySelector('form.ask').requestSubmit();
  await until(() => answers() === 2);
  await new Promise((done) => setTimeout(done, 300));
  performance.mark('over');
  window.visit = [took, ready];
}, 100); }"""
WAIT = """() => { setTimeout(async () => {
  performance.mark('pressed');
  await new Promise((done) => setTimeout(done, 700));
  performance.mark('over');
  window.visit = [0, true];
}, 100); }"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (!one.hadRecentInput) window.shifts += one.value;
})).observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True)
class Visit:
    """The times of one visit in ms; the tasks are those between the press and the answer."""

    ready: float
    shift: float
    by_clock: list[float]
    by_processor: list[float]


async def visit(browser: Browser, url: str, script: str = BEGIN) -> Visit:
    """Visit a page, press the launcher and ask; all of it is timed."""
    context = await browser.new_context(viewport={"width": 375, "height": 667})
    await context.add_init_script(SHIFTS)
    page = await context.new_page()
    await page.goto(url)
    await browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    await page.evaluate(script)
    await asyncio.sleep(2)
    took, ready = await page.evaluate("window.visit")
    assert ready, "the input does not have the focus"
    shift = await page.evaluate("window.shifts")
    events = json.loads(await browser.stop_tracing())["traceEvents"]
    await context.close()
    tasks = _tasks(events)
    return Visit(
        took, shift, [one["dur"] / 1000 for one in tasks], [one["tdur"] / 1000 for one in tasks]
    )


def _tasks(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks of the page's main thread between the two marks."""
    marks = {one["name"]: one for one in events if one.get("name") in ("pressed", "over")}
    thread = (marks["pressed"]["pid"], marks["pressed"]["tid"])
    begun, over = marks["pressed"]["ts"], marks["over"]["ts"]
    return [
        one
        for one in events
        if one.get("name") == "ThreadControllerImpl::RunTask"
        and "tdur" in one  # absent when the task had not ended
        and (one["pid"], one["tid"]) == thread
        and one["ts"] + one["dur"] >= begun
        and one["ts"] <= over
    ]


async def _measure(url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        visits, waits = [], []
        for _ in range(VISITS):
            visits.append(await visit(browser, url))
            waits.append(await visit(browser, f"{url}/embed", WAIT))
        await browser.close()
    newest = json.loads((WEB / "dist" / "versions.json").read_text())["versions"][0]["file"]
    bytes_sent = len(gzip.compress((WEB / "dist" / newest).read_bytes(), 9))
    ready = [one.ready for one in visits]
    print("| what | figure |")
    print("|---|---|")
    print(f"| script, gzip | {bytes_sent / 1024:.1f} kB |")
    print(f"| press to input ready, median of {VISITS} | {statistics.median(ready):.0f} ms |")
    print(f"| the same, slowest | {max(ready):.0f} ms |")
    print(f"| layout shift, most | {max(one.shift for one in visits):.3f} |")
    print(f"| longest task, press to answer, by processor time | {_longest(visits):.0f} ms |")
    print(f"| tasks over 50 ms by the clock, in {VISITS} visits | {_long(visits)} |")
    print(f"| the same, on a page that only waits | {_long(waits)} |")


def _longest(visits: list[Visit]) -> float:
    return max(task for one in visits for task in one.by_processor)


def _long(visits: list[Visit]) -> int:
    return sum(task > 50 for one in visits for task in one.by_clock)


def main() -> None:
    """Measure a running server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:5005", help="where the server is")
    asyncio.run(_measure(parser.parse_args().url))


if __name__ == "__main__":
    main()
