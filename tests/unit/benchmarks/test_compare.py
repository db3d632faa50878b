"""What the comparison with Rasa counts, and how it is written down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import benchmarks.compare.__main__ as command
from benchmarks.compare.bench import Bench
from benchmarks.compare.clients import Client, OurClient, RasaClient, Reply
from benchmarks.compare.disk import installed_bytes, locked_names
from benchmarks.compare.figures import (
    CannotMeasure,
    Outcome,
    Row,
    Value,
    percentile,
    rows_of,
    shown,
)
from benchmarks.compare.picture import picture
from benchmarks.compare.processes import HAS_PROC, processor_seconds, resident_bytes
from benchmarks.compare.questions import CRISIS, QUESTIONS, Question, typed
from benchmarks.compare.rasa_project import intents, write_project
from benchmarks.compare.table import as_json, as_text, markdown
from benchmarks.compare.visitors import Load, Visitors, connections, fault_of, new_address
from bot.paths import ROOT

ROW = Row("load", "32 visitors at once", "a turn, median", "ms", 8.04, 412.0)
LEFT_OUT = Row("crisis", "a crisis card", "median", "ms", 5.0, "—")


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.95) == 95
    assert percentile(values, 1) == 100
    assert percentile([7.0], 0.95) == 7


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        (8.04, "ms", "8.04 ms"),
        (41.26, "ms", "41.3 ms"),
        (99.97, "ms", "100 ms"),
        (2204.6, "MB", "2,205 MB"),
        (0.0, "", "0"),
        ("not measured", "ms", "not measured"),
    ],
)
def test_a_figure_is_shown_with_the_digits_that_say_something(
    figure: float | str, unit: str, text: str
) -> None:
    assert shown(figure, unit) == text


ASKED = Question("do you pay my train fare", "payment")


@pytest.mark.parametrize("status", [429, 401, 500, 503])
def test_any_status_but_200_is_a_fault(status: int) -> None:
    assert fault_of(Reply(status, "words"), ASKED, has_cards=True) == (
        f"'do you pay my train fare': HTTP {status}"
    )


def test_an_empty_answer_is_a_fault() -> None:
    assert fault_of(Reply(200, " "), ASKED, has_cards=False) is not None


def test_a_wrong_card_is_a_fault_of_ours_and_not_of_rasa() -> None:
    wrong = Reply(200, "about time", "time")
    assert fault_of(wrong, ASKED, has_cards=True) is not None
    assert fault_of(wrong, ASKED, has_cards=False) is None
    assert fault_of(Reply(200, "we pay", "payment"), ASKED, has_cards=True) is None


class Busy:
    """A server that answers `allowed` turns and refuses all later ones with 429."""

    def __init__(self, allowed: int) -> None:
        self._allowed = allowed
        self.addresses: set[str] = set()
        app = web.Application()
        app.router.add_post("/webhooks/web/session", self._session)
        app.router.add_post("/webhooks/web/message", self._ours)
        app.router.add_post("/webhooks/rest/webhook", self._rasa)
        self.http = TestServer(app)

    async def _session(self, request: web.Request) -> web.Response:
        self.addresses.add(request.headers["X-Forwarded-For"])
        return web.json_response({"token": "t"}, status=201)

    async def _ours(self, request: web.Request) -> web.Response:
        self._refuse()
        asked = (await request.json())["text"].lower()
        card = next((one.card for one in (*QUESTIONS, CRISIS) if one.text.lower() == asked), None)
        message = {"text": "words", "card": card and {"id": card}, "buttons": []}
        return web.json_response({"messages": [message]})

    async def _rasa(self, _: web.Request) -> web.Response:
        self._refuse()
        return web.json_response([{"recipient_id": "somebody", "text": "words"}])

    def _refuse(self) -> None:
        self._allowed -= 1
        if self._allowed < 0:
            raise web.HTTPTooManyRequests


@pytest.fixture
async def busy() -> AsyncIterator[Busy]:
    server = Busy(allowed=30)
    await server.http.start_server()
    yield server
    await server.http.close()


async def _visit(busy: Busy, client: Client, turns: int) -> Load:
    async with connections(str(busy.http.make_url("/"))) as http:
        return await Visitors(http, client).visit(4, turns)


@pytest.mark.parametrize("client", [OurClient(), RasaClient()])
async def test_a_429_is_counted_as_a_fault_and_never_as_a_turn(busy: Busy, client: Client) -> None:
    load = await _visit(busy, client, turns=40)
    assert len(load.times) == 30
    assert len(load.faults) == 10
    assert all("HTTP 429" in fault for fault in load.faults)


async def test_each_conversation_comes_from_an_address_of_its_own(busy: Busy) -> None:
    load = await _visit(busy, OurClient(), turns=24)
    assert (len(load.times), load.faults) == (24, [])
    # Four visitors share 24 turns: none stays away, because eight in a row are the most.
    assert len(busy.addresses) == 4


def test_a_load_without_an_answer_cannot_be_measured() -> None:
    with pytest.raises(CannotMeasure, match="HTTP 429"):
        Load(faults=["'hello': HTTP 429"]).answered()


def test_no_address_comes_twice() -> None:
    assert len({new_address() for _ in range(1000)}) == 1000


def test_rows_stand_beside_each_other_by_what_they_say() -> None:
    ours = [Value("median", 8.0, "ms"), Value("processor time a turn", None, "ms")]
    rasa = [Value("processor time a turn", 90.0, "ms"), Value("median", 100.0, "ms")]
    rows = rows_of("one", "one visitor", ours, rasa)
    assert [(row.label, row.ours, row.rasa) for row in rows] == [
        ("one visitor: median", 8.0, 100.0),
        ("one visitor: processor time a turn", "not measured", 90.0),
    ]


def test_where_rasa_is_missing_its_column_says_not_measured() -> None:
    rows = rows_of("one", "one visitor", [Value("median", 8.0, "ms")], [])
    assert markdown(rows).endswith("| one visitor: median | 8.00 ms | not measured | `one` |")


def test_the_table_names_faults_and_what_was_left_out() -> None:
    outcome = Outcome([ROW], ["load-two was left out: no setting."], ["load, Rasa: HTTP 500"] * 3)
    text = as_text(outcome, "Measured somewhere.")
    assert "| 32 visitors at once: a turn, median | 8.04 ms | 412 ms | `load` |" in text
    assert "load-two was left out" in text
    assert "Faults: 3. The first: load, Rasa: HTTP 500" in text


def test_the_file_for_programs_has_numbers_that_are_not_rounded() -> None:
    found = json.loads(as_json(Outcome([ROW]), "Measured somewhere."))
    assert found["rows"][0]["ours"] == 8.04
    assert found["measured"] == "Measured somewhere."


def test_the_picture_says_in_words_what_it_shows() -> None:
    drawn = ET.fromstring(picture([ROW, LEFT_OUT]))
    svg = "{http://www.w3.org/2000/svg}"
    told = drawn.findtext(f"{svg}desc")
    assert told == "32 visitors at once: a turn, median: PPI Guide 8.04 ms, Rasa 412 ms"
    assert drawn.get("role") == "img"
    bars = [one for one in drawn.iter(f"{svg}rect") if one.get("rx")]
    ours, rasa = (float(bar.get("width") or 0) for bar in bars)
    assert 0 < ours < rasa / 10


@pytest.mark.parametrize(("fault", "code"), [("one, PPI Guide: HTTP 429", 1), (None, 0)])
def test_a_fault_is_printed_and_makes_the_command_exit_1(
    fault: str | None,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def measured(bench: Bench, _: str) -> None:
        bench.outcome.rows.append(ROW)
        bench.outcome.faults += [fault] if fault else []

    monkeypatch.setitem(command.MEASUREMENTS, "one", measured)
    monkeypatch.setattr(command, "REPORTS", tmp_path)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["compare", "--ours-alone", "--only", "one"])
    assert command.main() == code
    written = (tmp_path / "bench.md").read_text()
    assert written in capsys.readouterr().out
    assert ("Faults: 1. The first: one, PPI Guide: HTTP 429" in written) is (code == 1)
    assert {file.name for file in tmp_path.iterdir()} == {"bench.md", "bench.json", "bench.svg"}


@pytest.mark.skipif(not HAS_PROC, reason="there is no /proc")
def test_processor_time_and_memory_count_the_children_too() -> None:
    work = "sum(range(10**7)); import sys; print(flush=True); sys.stdin.read()"
    shell = f"{sys.executable} -c '{work}' & {sys.executable} -c '{work}'; wait"
    with subprocess.Popen(
        ["sh", "-c", shell], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        parent.stdout.readline()
        parent.stdout.readline()
        spent = processor_seconds([parent.pid])
        resident = resident_bytes([parent.pid])
        assert spent is not None
        assert spent > 0.1
        assert resident is not None
        assert resident > 10 * 2**20  # more than the shell alone
        parent.communicate(b"")


@pytest.mark.skipif(not HAS_PROC, reason="there is no /proc")
def test_a_process_that_has_ended_counts_nothing() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert processor_seconds([ended.pid]) == 0


def test_the_size_of_an_environment_is_that_of_the_packages_in_its_lock(tmp_path: Path) -> None:
    for name in ("wanted", "other"):
        folder = tmp_path / name
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "code.py").write_bytes(b"#" * 8192)
        (folder / "__pycache__" / "code.cpython-313.pyc").write_bytes(b"c" * 4096)
        told = tmp_path / f"{name}-1.0.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (told / "RECORD").write_text(f"{name}/code.py,,\n{name}/gone.py,,\n")
    lock = tmp_path / "requirements.lock"
    lock.write_text("wanted==1.0 \\\n    --hash=sha256:00\nelsewhere==2.0 ; sys_platform == 'x'\n")
    assert locked_names(lock.read_text()) == {"wanted", "elsewhere"}
    assert installed_bytes(lock, tmp_path) == pytest.approx(12288, abs=1024)


def test_rasa_is_given_our_intents_and_a_rule_for_each(tmp_path: Path) -> None:
    ours = intents(sorted((ROOT / "data" / "nlu").glob("*.yml")))
    write_project(tmp_path / "project")
    written = intents(sorted((tmp_path / "project" / "data" / "nlu").glob("*.yml")))
    assert written == ours
    rules = (tmp_path / "project" / "data" / "rules.yml").read_text()
    assert all(f"rule: answer {intent}\n" in rules for intent in (*ours, "nlu_fallback"))


def test_where_python_3_10_is_missing_one_line_says_so(tmp_path: Path) -> None:
    nothing = {"PATH": "/usr/bin:/bin", "PYENV_ROOT": str(tmp_path), "HOME": str(tmp_path)}
    copied = tmp_path / "benchmarks" / "rasa_default"
    copied.mkdir(parents=True)
    for name in ("setup.sh", "requirements.lock"):
        (copied / name).write_bytes((ROOT / "benchmarks" / "rasa_default" / name).read_bytes())
    os.chmod(copied / "setup.sh", 0o755)
    done = subprocess.run(
        [str(copied / "setup.sh")], env=nothing, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.10" in done.stderr or "Linux x86-64" in done.stderr


def test_no_two_visitors_write_alike_and_all_mean_the_same() -> None:
    text = "what is a steering group"
    written = [typed(text, number) for number in range(1, 2000)]
    assert len(set(written)) == len(written)
    assert {one.lower() for one in written} == {text}
