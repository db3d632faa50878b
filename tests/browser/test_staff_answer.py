"""An answer of the staff's, seen in the widget: at once by who waits, later by who has the code."""

from __future__ import annotations

import asyncio
import os
import re
import sys

import pytest

from bot.handoff.codes import codes_in
from bot.paths import ROOT
from tests.browser.form import fills, opens_form, reads_back
from tests.browser.visit import Visit, Visiting
from tests.support.serving import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOK_SECONDS = 15


async def _staff(server: Server, *words: str) -> None:
    """`ppi-guide handoffs …`, as somebody of the staff types it."""
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PPI_")}
    ran = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", "handoffs", *words),
        cwd=ROOT,
        env=settings | {"PPI_DATA_DIR": str(server.data_dir)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await ran.communicate()
    assert ran.returncode == 0, said.decode()


async def _leaves_a_message(visit: Visit) -> tuple[str, str]:
    """The reference and the return code of a message that is to be answered here."""
    await opens_form(visit)
    await fills(visit, "When does the panel meet?")
    await visit.page.get_by_label("How can we reach you?").select_option("here")
    await reads_back(visit)
    await visit.page.get_by_role("button", name="Send message").click()
    await visit.page.locator("ppi-chat ol").get_by_text("type this code:").wait_for()
    told = (await visit.said())[-1]
    reference = re.search(r"PPI-\w{4}-\w{4}", told)
    assert reference
    return reference.group(), codes_in(told)[0]


async def test_an_answer_comes_to_who_waits_and_to_who_comes_back(
    visiting: Visiting, delivering: Server
) -> None:
    waiting = await visiting(url=delivering.url)
    reference, code = await _leaves_a_message(waiting)
    await _staff(delivering, "answer", reference, "It meets on Tuesdays, in the library.")
    answer = waiting.page.locator("ppi-chat ol").get_by_text("It meets on Tuesdays")
    await answer.wait_for(timeout=(LOOK_SECONDS + 15) * 1000)
    assert "A person said" in "\n".join(await waiting.said())
    heard = await waiting.page.locator("body > [role=status]").inner_text()
    assert "in the library" in heard or "assistant" in heard

    later = await visiting(url=delivering.url)
    await later.opens()
    await later.types(f"my code is {code}")
    await later.page.locator("ppi-chat ol").get_by_text("It meets on Tuesdays").wait_for()
    await later.page.reload()
    await later.page.locator("ppi-chat ol").get_by_text("It meets on Tuesdays").wait_for()
    assert codes_in("\n".join(await later.said())) == []


async def test_who_waits_for_nobody_asks_nothing(visiting: Visiting, delivering: Server) -> None:
    visit = await visiting(url=delivering.url)
    await visit.opens()
    await visit.asks("What is involvement?")
    before = len(visit.asked)
    await asyncio.sleep(LOOK_SECONDS + 2)
    assert visit.asked[before:] == []
