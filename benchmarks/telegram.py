"""How long an answer takes on Telegram: `.venv/bin/python -m benchmarks.telegram`.

A stand-in for the Bot API and the assistant are started on this machine. The way to the real
Telegram and back comes on top: about 50 ms from London.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

from bot.content.load import load_pack
from bot.paths import ROOT
from tests.support.bot_api import BotApi
from tests.support.serving import Server
from tests.support.telegram_traffic import CRISIS_CARD, Mixer, Traffic, compare

QUESTIONS = ("What is involvement?", "What is engagement?", "What is participation?")
INLINE = ("c", "co", "co-", "co-p", "co-prod", "trial", "consent", "who pays", "placebo", "nihr")
SECONDS = 600
NOT_COUNTED = ("computer program", CRISIS_CARD)
"""Texts of messages that are not the answer: the greeting, and a crisis card out of turn."""


def main() -> int:
    """Measure one chat after the other, and all at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=1000, help="of mixed traffic")
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--second", type=float, default=10, help="updates a second")
    given = parser.parse_args()
    api = BotApi()
    api.start()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), **api.settings):
        print("| what | figure |")
        print("|---|---|")
        _one_after_the_other(api)
        _inline(api)
        wrong = _mixed(api, given.updates, given.chats, given.second)
    print(f"| calls that Telegram would refuse | {len(api.faults)} of {len(api.calls)} |")
    return 1 if wrong or api.faults else 0


def _one_after_the_other(api: BotApi) -> None:
    times = []
    for number in range(100):
        chat = 1000 + number % 10
        update = api.person_sends(chat, text=QUESTIONS[number % 3])
        before = len(api.sent(chat))
        api.wait_until(lambda chat=chat, before=before: len(api.sent(chat)) > before)
        at = api.times[api.calls.index(("sendMessage", api.sent(chat)[-1]))]
        times.append((at - api.came[update["update_id"]]) * 1000)
    _print("update to sendMessage, one at a time", times)


def _inline(api: BotApi) -> None:
    times = []
    for typed in INLINE * 5:
        query = api.person_types_inline(7, typed)["inline_query"]["id"]
        started = time.monotonic()
        api.wait_until(
            lambda query=query: (
                api.made("answerInlineQuery")[-1:]
                and api.made("answerInlineQuery")[-1]["inline_query_id"] == query
            )
        )
        times.append((time.monotonic() - started) * 1000)
    _print("inline query to its cards", times)


def _mixed(api: BotApi, updates: int, chats: int, second: float) -> bool:
    traffic = Mixer(api, load_pack(ROOT / "content"), chats).make(updates)
    api.calls.clear()
    api.times.clear()
    feeding = threading.Thread(target=_feed, args=(api, traffic, second))
    started = time.monotonic()
    feeding.start()
    found = compare(traffic, _sent(api))
    while time.monotonic() - started < SECONDS and (found.lost or feeding.is_alive()):
        time.sleep(0.5)
        found = compare(traffic, _sent(api))
    seconds = time.monotonic() - started
    _print(f"the same, {updates} mixed updates of {chats} chats, {second:g} a second",
           _latencies(api, traffic))  # fmt: skip
    print(f"| answers a second | {traffic.messages / seconds:.0f} |")
    print(
        f"| answers due, lost, wrong, doubled | {traffic.messages}, {found.lost}, "
        f"{len(found.wrong)}, {len(found.doubled)} |"
    )
    return bool(found.lost or found.wrong or found.doubled)


def _feed(api: BotApi, traffic: Traffic, second: float) -> None:
    for update in traffic.updates:
        api.came.pop(update["update_id"], None)
        api.again(update)
        time.sleep(1 / second)


def _latencies(api: BotApi, traffic: Traffic) -> list[float]:
    """Milliseconds from each answered update to the first message of its answer."""
    sent: dict[int, list[float]] = defaultdict(list)
    for (name, body), at in zip(api.calls, api.times, strict=True):
        if name == "sendMessage" and not any(one in body["text"] for one in NOT_COUNTED):
            sent[int(body["chat_id"])].append(at)
    times = []
    for chat, number in traffic.answered:
        if sent[chat]:
            times.append((sent[chat].pop(0) - api.came[number]) * 1000)
    return times


def _sent(api: BotApi) -> dict[int, list[str]]:
    texts = defaultdict(list)
    for body in api.made("sendMessage"):
        texts[int(body["chat_id"])].append(str(body["text"]))
    return texts


def _print(what: str, times: list[float]) -> None:
    times = sorted(times)
    middle, high = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"| {what}: median, 95th percentile | {middle:.0f} ms, {high:.0f} ms |")


if __name__ == "__main__":
    sys.exit(main())
