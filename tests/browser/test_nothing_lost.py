"""Messages through lost connections, reloads, kills and doubled deliveries: none lost, none twice."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.browser.visit import MESSAGE, Visit, Visiting
from tests.support.serving import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

RUNS = 50 if os.environ.get("LONG") else 15
QUESTIONS = [
    ("What is involvement?", "Involvement means patients, carers"),
    ("What is engagement?", "Engagement means researchers share"),
    ("What is a biobank?", "A biobank stores samples"),
    ("What is a protocol?", "A protocol is the written plan"),
]


async def _settled(visit: Visit, answers: int) -> None:
    """Wait until nothing waits and that many answers are there."""
    waiting = visit.page.locator("ppi-chat [data-waiting]")
    await expect(waiting).to_have_count(0, timeout=45000)
    await visit.page.locator("ppi-chat li.them").nth(answers - 1).wait_for(timeout=45000)


async def _holds(visit: Visit, asked: list[tuple[str, str]]) -> None:
    """Every question stands there once, in order, each followed by its answer."""
    said = [re.sub(r"^You said:\s*", "", text).strip() for text in await visit.said()]
    for question, count in Counter(question for question, _ in asked).items():
        assert said.count(question) == count, said
    places = [place for place, text in enumerate(said) if text in dict(asked)]
    assert [said[place] for place in places] == [question for question, _ in asked]
    for place, (_, answer) in zip(places, asked, strict=True):
        assert answer in said[place + 1].replace("\n", " "), said


async def test_away_and_back_or_answered_without_hearing_it(visiting: Visiting) -> None:
    chance = random.Random(7)
    for _ in range(RUNS):
        visit = await visiting()
        await visit.opens()
        asked = chance.sample(QUESTIONS, 3)
        for question, _ in asked:
            how = chance.choice(["offline", "lost answer", "twice", "plain"])
            if how == "offline":
                await visit.context.set_offline(True)
                await visit.types(question)
                await asyncio.sleep(0.1)
                await visit.context.set_offline(False)
            elif how == "lost answer":
                # The server answers, but the answer never arrives.
                async def lose(route: Route) -> None:
                    await route.fetch()
                    await route.abort()

                await visit.page.route(MESSAGE, lose, times=1)
                await visit.types(question)
            elif how == "twice":

                async def double(route: Route) -> None:
                    await route.fetch()
                    await route.continue_()

                await visit.page.route(MESSAGE, double, times=1)
                await visit.types(question)
            else:
                await visit.types(question)
        await _settled(visit, 4)
        await _holds(visit, asked)
        await visit.page.reload()
        await visit.page.locator("ppi-chat ol > li").nth(6).wait_for()
        await _holds(visit, asked)
        await visit.context.close()


async def test_a_reload_before_the_answer_keeps_the_question(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.page.route(MESSAGE, lambda route: None)
    await visit.types(QUESTIONS[0][0])
    await visit.page.unroute_all(behavior="ignoreErrors")
    await visit.page.reload()
    await _settled(visit, 2)
    await _holds(visit, QUESTIONS[:1])


async def test_another_page_of_the_site_goes_on_with_the_conversation(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks(QUESTIONS[0][0])
    await visit.page.goto(visit.url + "/embed")
    await visit.page.goto(visit.url + "/")
    await visit.page.get_by_role("heading", name="Involvement").last.wait_for()
    await _holds(visit, QUESTIONS[:1])


async def test_two_tabs_do_not_disturb_each_other(visiting: Visiting) -> None:
    one, other = await visiting(), await visiting()
    for visit in (one, other):
        await visit.opens()
    await asyncio.gather(one.asks(QUESTIONS[0][0]), other.asks(QUESTIONS[1][0]))
    await _holds(one, QUESTIONS[:1])
    await _holds(other, QUESTIONS[1:2])


async def test_a_session_that_has_ended_is_begun_anew(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    token = await visit.page.evaluate("JSON.parse(sessionStorage.getItem('ppi-chat')).token")
    gone = await visit.context.request.delete(
        f"{visit.url}/webhooks/web/session", headers={"Authorization": f"Bearer {token}"}
    )
    assert gone.status == 204
    await visit.asks(QUESTIONS[0][0])
    await _settled(visit, 2)
    await _holds(visit, QUESTIONS[:1])


async def test_429_is_waited_out(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()

    async def refuse(route: Route) -> None:
        problem = {"status": 429, "code": "too_many", "detail": "That was a lot in a short time."}
        await route.fulfill(status=429, json=problem, headers={"Retry-After": "1"})

    await visit.page.route(MESSAGE, refuse, times=1)
    await visit.types(QUESTIONS[0][0])
    await visit.page.get_by_text("That was a lot").first.wait_for()
    await _settled(visit, 2)
    await _holds(visit, QUESTIONS[:1])


@pytest.fixture
def own_server(model: Path, tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as running:
        yield running


async def test_the_server_is_killed_in_the_middle(visiting: Visiting, own_server: Server) -> None:
    visit = await visiting(url=own_server.url)
    await visit.opens()
    await visit.asks(QUESTIONS[0][0])
    await asyncio.to_thread(own_server.stop, signal.SIGKILL)
    await visit.types(QUESTIONS[1][0])
    await visit.page.get_by_role("button", name="Try again").wait_for()
    await asyncio.to_thread(own_server.start)
    await _settled(visit, 3)
    await _holds(visit, QUESTIONS[:2])


async def test_what_is_written_while_the_chat_is_deleted_is_answered(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("Delete my data")
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await visit.page.route(MESSAGE, hold, times=1)
    await visit.page.get_by_role("button", name="Yes, delete everything").click()
    await visit.types(QUESTIONS[0][0])
    await asyncio.sleep(0.2)
    await held[0].continue_()
    await visit.page.locator("ppi-chat li.them").get_by_text(QUESTIONS[0][1]).wait_for()
    await expect(visit.page.locator("ppi-chat [data-waiting]")).to_have_count(0)


async def test_a_new_session_is_counted_from_its_own_beginning(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    for question, _ in QUESTIONS[:3]:
        await visit.asks(question)
    token = await visit.page.evaluate("JSON.parse(sessionStorage.getItem('ppi-chat')).token")
    await visit.context.request.delete(
        f"{visit.url}/webhooks/web/session", headers={"Authorization": f"Bearer {token}"}
    )
    await visit.asks(QUESTIONS[3][0])
    async with visit.page.expect_request("**/history?after=*") as asked:
        await visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert (await asked.value).url.endswith("after=3")


async def test_a_wait_that_the_server_asks_for_is_held(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    calls = 0

    async def refuse(route: Route) -> None:
        nonlocal calls
        calls += 1
        problem = {"status": 429, "code": "too_many", "detail": "That was a lot in a short time."}
        await route.fulfill(status=429, json=problem, headers={"Retry-After": "30"})

    await visit.page.route(MESSAGE, refuse)
    await visit.types(QUESTIONS[0][0])
    await visit.page.get_by_role("button", name="Try again").wait_for()
    await visit.types(QUESTIONS[1][0])
    await visit.page.evaluate("dispatchEvent(new Event('online'))")
    await asyncio.sleep(0.5)
    assert calls == 1
    await visit.page.unroute_all()
    await visit.page.get_by_role("button", name="Try again").click()
    await _settled(visit, 3)
    await _holds(visit, QUESTIONS[:2])
