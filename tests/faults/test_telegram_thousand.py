"""Mixed updates of many chats while the server is killed twice: none lost, all in order.

1,000 updates of 50 chats with LONG=1, else 100 of 10. A message can only come twice when the server
dies between Telegram's taking it and our noting that; each kill here is made at just that moment.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.content.pack import Pack
from tests.support.bot_api import BotApi
from tests.support.serving import Server
from tests.support.telegram_traffic import Mixer, Traffic, compare

COUNT, CHATS = (1000, 50) if os.environ.get("LONG") else (100, 10)
AT_ONCE = 8
SECONDS = 600
QUIET_SECONDS = 3


class Killer:
    """Kills the server the moment Telegram has taken the n-th message, before it can be told so."""

    def __init__(self, server: Server, moments: list[int]) -> None:
        self._server = server
        self._moments = moments
        self._count = 0
        self.dead = threading.Event()

    def __call__(self, _body: dict[str, Any]) -> None:
        self._count += 1
        if self._moments and self._count >= self._moments[0]:
            self._moments.pop(0)
            self._server.stop(signal.SIGKILL)
            self.dead.set()


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_only_the_moment_of_a_kill_doubles(
    model: Path, own_api: BotApi, tmp_path: Path, pack: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    api = own_api
    traffic = Mixer(api, pack, CHATS).make(COUNT)
    server = Server(tmp_path, **api.settings)
    server.start()
    third = traffic.messages // 3
    killer = Killer(server, [third, 2 * third])
    api.on_send = killer
    feeding = threading.Thread(target=_feed, args=(api, traffic))
    feeding.start()
    before_kills = []
    for _ in range(2):
        assert killer.dead.wait(SECONDS)
        killer.dead.clear()
        time.sleep(0.5)  # what was on its way when the server died has arrived
        before_kills.append({chat: len(texts) for chat, texts in _sent(api).items()})
        server.start()
    feeding.join()
    _settle(api, traffic)
    server.stop()

    found = compare(traffic, _sent(api))
    answered = {body["inline_query_id"] for body in api.made("answerInlineQuery")}
    with capsys.disabled():
        print(
            f"\n{COUNT} updates of {CHATS} chats, 2 kills: {traffic.messages} answers due, "
            f"{found.lost} lost, {len(found.wrong)} wrong or out of order, "
            f"{len(found.doubled)} doubled, all in the window: "
            f"{all(_in_window(double, before_kills) for double in found.doubled)}"
        )
    assert found.wrong == []
    assert found.lost == 0
    assert set(traffic.queries) <= answered
    # Each kill was made just after Telegram took a message, so one comes twice each time.
    assert len(found.doubled) >= 2
    assert [double for double in found.doubled if not _in_window(double, before_kills)] == []


def _in_window(double: tuple[int, int], before_kills: list[dict[int, int]]) -> bool:
    """Whether its first copy is the last that its chat got before a kill.

    A kill later moves the place on by the doubles before it, which are counted in it.
    """
    chat, place = double
    return any(before.get(chat, 0) == place + 1 for before in before_kills)


def _feed(api: BotApi, traffic: Traffic) -> None:
    for number, update in enumerate(traffic.updates):
        api.again(update)
        if number % 10 == 3:  # Telegram gives some more than once
            api.repeat(update)
        if number % AT_ONCE == 0:
            time.sleep(0.05)


def _settle(api: BotApi, traffic: Traffic) -> None:
    """Wait until all is said and nothing follows."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        before = _sent(api)
        found = compare(traffic, before)
        if found.wrong or not found.lost:
            time.sleep(QUIET_SECONDS)
            if _sent(api) == before:
                return
        time.sleep(0.1)


def _sent(api: BotApi) -> dict[int, list[str]]:
    texts = defaultdict(list)
    for body in api.made("sendMessage"):
        texts[int(body["chat_id"])].append(str(body["text"]))
    return texts
