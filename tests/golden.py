"""Write down all that people see: `python -m tests.golden FOLDER`, before and after a change.

On one state of the code two records are the same byte for byte, so `diff -r BEFORE AFTER` shows
what a change has changed. It goes through outer doors alone: HTTP, pages, Telegram's calls, mail.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import batched
from pathlib import Path

from tests.support.golden import only_telegram, only_web, pack, talks
from tests.support.golden.only_telegram import ONLY_TELEGRAM
from tests.support.golden.only_web import ONLY_PAGE, ONLY_WEB
from tests.support.golden.people import MOST_STEPS, PageTalk, Talk
from tests.support.golden.placeholders import Placeholders, readable
from tests.support.golden.places import SETTINGS, Place, place

AT_ONCE, STARTING_AT_ONCE = 6, 2
Job = Callable[[], None]


def record(out: Path) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        at = {name: stack.enter_context(place(name, folder, out)) for name in SETTINGS}
        with ThreadPoolExecutor(STARTING_AT_ONCE) as pool:
            starts = {name: one.server.start for name, one in at.items()}
            starts["hurried"] = partial(_while_it_starts, at["hurried"])
            _all_of([pool.submit(start) for start in starts.values()])
        jobs = [
            partial(_with_staff, at["weekend"]),
            partial(_titles, at["undelivered"]),
            *_links(at["undelivered"]),
            *_talks(at["weekday"], talks.COMMON),
            *_only_here(at["weekday"], at["undelivered"]),
            *_talks(at["weekend"], talks.WEEKEND),
            *_talks(at["undelivered"], talks.UNDELIVERED),
            _talk(at["undelivered"], "web", "widget-form", only_web.undelivered_form),
            *_talks(at["closed"], talks.CLOSED),
            *_talks(at["hurried"], talks.HURRIED),
            _talk(at["hurried"], "web", "too-slow", only_web.too_slow),
            _talk(at["hurried"], "telegram", "too-slow", only_web.too_slow),
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            _all_of([pool.submit(job) for job in jobs])
        for one in (at["weekday"], at["weekend"]):
            one.write_what_went_out()
        faults = [fault for one in at.values() for fault in one.api.faults]
        assert not faults, f"Telegram would not take these calls: {faults}"
    seen = pack.where_seen(out)
    (out / "where-each-card-was-seen.json").write_text(readable(seen), encoding="utf-8")
    never = [card for card, channels in seen.items() if not channels]
    assert not never, f"these cards were never recorded: {', '.join(never)}"


def _talks(at: Place, steps_of: talks.Talks) -> Iterator[Job]:
    for name, steps in steps_of.items():
        assert len(steps) <= MOST_STEPS, name
        for channel in ("web", "page", "telegram"):
            yield _talk(at, channel, name, partial(_play, steps=steps))


def _play(talk: Talk, steps: Iterable[str]) -> None:
    talk.plays(steps)


def _talk(at: Place, channel: str, name: str, script: Callable[..., None], *kind: str) -> Job:
    def job() -> None:
        talk = getattr(at, channel)(*kind)
        try:
            script(talk)
        except Exception as error:
            error.add_note(f"in {at.name}/{channel}/{name}, after {str(talk.heard[-1:])[:900]}")
            raise
        at.keep(channel, name, talk)

    return job


def _only_here(at: Place, elsewhere: Place) -> Iterator[Job]:
    """What one channel alone has. Telegram's is spread: a bot may send 30 messages a second."""
    for name, web in ONLY_WEB.items():
        yield _talk(at, "web", name, web)
    for name, page in ONLY_PAGE.items():
        yield _talk(at, "page", name, page)
    for name, telegram in ONLY_TELEGRAM.items():
        yield _talk(elsewhere, "telegram", name, telegram)
    for name, steps in only_telegram.GROUPS.items():
        yield _talk(elsewhere, "telegram", name, partial(only_telegram.group, steps), "group")
    yield lambda: at.write("telegram", "inline.json", only_telegram.inline(at.api, 77))
    yield lambda: at.write("telegram", "menu.json", only_telegram.menu(at.api))
    for path in only_web.PAGES:
        yield partial(_page, at, path)


def _page(at: Place, path: str) -> None:
    response = at.http.get(path)
    name = path.strip("/").replace("/", "-") or "index"
    text = readable(response.json()) if "json" in response.headers["content-type"] else ""
    text = text or Placeholders().html(response.text)
    at.write("pages", f"{name}.txt", f"{path}: {response.status_code}\n{text}")


def _titles(at: Place) -> None:
    """Each title is asked, and the buttons under its answer pressed; then that talk as a page.

    A button that only names another card is pressed once in all: its card has a talk of its own.
    """
    pressed: set[str] = set()
    for card in pack.cards():
        talk = at.web()
        talk.offers.clear()
        talk.say(card.title)
        for title, payload in list(talk.offers.items()):
            if title not in pressed:
                talk.sends(f"> {title}", payload=payload)
        pressed |= set(talk.offers) - {"Tell me more"}
        page = PageTalk(at.http, "10.255.0.1")
        page.names = talk.names
        rated = {"token": talk.token, "answer_id": talk.last, "helpful": "yes"}
        at.keep("web", f"card-{card.id}", talk)
        page.posts("the same talk as a page", rated)
        at.keep("page", f"card-{card.id}", page)


def _links(at: Place) -> Iterator[Job]:
    """The link to each card, on Telegram."""
    ids = [card.id for card in pack.cards()]
    for chunk in batched(ids, 10):
        yield partial(_some_links, at, chunk)


def _some_links(at: Place, cards: Iterable[str]) -> None:
    talk = at.telegram()
    for card in cards:
        talk.say(f"/start {card}")
        at.keep("telegram", f"card-{card}", talk)
        talk.heard, talk.names = [], Placeholders()


def _with_staff(at: Place) -> None:
    """One after the other, as all are in one staff chat."""
    for name in ("staff_on_telegram", "staff_by_mail"):
        script = partial(getattr(only_telegram, name), at.api)
        _talk(at, "telegram", name.replace("_", "-"), script)()
    _talk(at, "web", "staff-on-web", partial(only_telegram.staff_on_web, at.api))()
    three = [at.web(), at.web(), at.web()]
    only_telegram.staff_with_code(at.api, *three)
    for name, talk in zip(("", "-later", "-newest"), three, strict=True):
        at.keep("web", f"staff-with-code{name}", talk)


def _while_it_starts(at: Place) -> None:
    """What is said before the model is loaded."""
    at.server.start(wait_until="live")
    web, page = at.web(), at.page()
    for talk in (web, page):
        talk.plays(("What is involvement?", talks.SELF_HARM))
    at.keep("web", "starting", web)
    at.keep("page", "starting", page)
    while at.http.get("/health/ready").status_code != 200:
        time.sleep(0.1)


def _all_of(futures: list[Future[None]]) -> None:
    """Wait for all, then raise what went wrong in any of them."""
    wrong = [error for future in futures if (error := future.exception())]
    if wrong:
        raise BaseExceptionGroup("not recorded", wrong)


if __name__ == "__main__":
    if len(sys.argv) != 2 or Path(sys.argv[1]).exists():
        sys.exit("Name one folder that is not there yet: python -m tests.golden FOLDER")
    began = time.monotonic()
    record(Path(sys.argv[1]))
    print(f"Recorded in {time.monotonic() - began:.0f} s.")
