"""Actions run in the process by default, and on an action server when `endpoints.yml` names one."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.conversation.agent import AgentRequest, Outcome
from bot.paths import ROOT

QUESTION = AgentRequest("somebody", "What is involvement?")


@pytest.fixture(scope="module")
def action_server() -> Iterator[str]:
    """Our actions behind HTTP, as an action server serves them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "tests.support.action_server:app", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                break
        except httpx.TransportError:
            time.sleep(0.1)
    yield f"{url}/webhook"
    process.terminate()
    process.wait(10)


async def _answer(model: Path, url: str | None) -> Outcome:
    from bot.rasa.bootstrap import prepare

    prepare()
    from rasa.utils.endpoints import EndpointConfig

    from bot.rasa.actions_endpoint import InProcessActions
    from bot.rasa.agent import RasaAgent

    endpoint = EndpointConfig(url) if url else InProcessActions()
    return await RasaAgent(model, endpoint).answer(QUESTION)


async def test_both_ways_give_the_same_answer(model: Path, action_server: str) -> None:
    here, there = await _answer(model, None), await _answer(model, action_server)
    assert here.replies == there.replies
    assert here.replies[0].card_id == "involvement"
    assert here.state.slots == there.state.slots


async def test_an_endpoint_in_the_file_is_used(
    model: Path, action_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.rasa import agent as rasa_agent

    file = tmp_path / "endpoints.yml"
    file.write_text(f"action_endpoint:\n  url: {action_server}\n", encoding="utf-8")
    monkeypatch.setattr(rasa_agent, "ENDPOINTS", file)
    agent = rasa_agent.RasaAgent(model)
    assert agent._processor.action_endpoint.url == action_server
    assert (await agent.answer(QUESTION)).replies


async def test_an_action_server_that_is_away_leaves_no_reply_and_no_crash(model: Path) -> None:
    answer = await _answer(model, "http://127.0.0.1:9/webhook")
    # The turn then says sorry: tests/unit/conversation/test_failures.py
    assert answer.replies == ()
    assert answer.understanding.intent == "define_involvement"
