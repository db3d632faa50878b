"""The command line as a person runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT
from tests.support.packs import MEADOW


def _run(*arguments: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_wrong_setting_is_one_line_and_exit_2() -> None:
    done = _run("run", PPI_PORT="many")
    assert done.returncode == 2
    assert "PPI_PORT" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_option_is_exit_2() -> None:
    assert _run("ask").returncode == 2
    assert _run("ask", "--nonsense").returncode == 2
    assert _run("fly").returncode == 2


@pytest.mark.parametrize("command", [("check",), ("train",), ("run",), ("ask", "hello")])
def test_a_broken_card_is_one_line_and_exit_1(tmp_path: Path, command: tuple[str, ...]) -> None:
    pack = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    card = pack / "terms" / "engagement.yml"
    card.write_text(card.read_text(encoding="utf-8") + "colour: blue\n", encoding="utf-8")
    done = _run(*command, PPI_PACK=str(pack))
    assert done.returncode == 1
    assert "engagement.yml" in done.stderr
    assert "“colour” is not known" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_check_names_an_intent_without_a_card(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(MEADOW, tmp_path / "meadow"))
    group = pack / "topics" / "ppi-group.yml"  # the first pack's own is not shared
    text = group.read_text(encoding="utf-8")
    group.write_text(text.replace("[ppi_group]", "[role_tasks]"), encoding="utf-8")
    done = _run("check", "--pack", str(pack))
    assert done.returncode == 1
    assert "no card answers the intent “ppi_group”" in done.stderr


@pytest.mark.slow
def test_check_finds_nothing_wrong_with_the_project() -> None:
    done = _run("check", "--json")
    report = json.loads(done.stdout)
    assert report["faults"] == []
    assert report["cards"] > 150
    assert done.returncode == 0


def test_ask_prints_one_object_a_line_in_order(model: Path) -> None:
    lines = [
        {"text": "What is involvement?", "sender": "a"},
        {"text": "what is engagement", "sender": "b"},
        {"text": "give me an example", "sender": "a"},
        {"text": "I want to kill myself"},
        {"text": ""},
        {"text": "blorp fizz wug"},
    ]
    done = _run("ask", "--jsonl", "-", said="\n".join(json.dumps(line) for line in lines))
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["text"] for a in answers] == [line["text"] for line in lines]
    assert [a["decision"] for a in answers] == [
        "answer", "answer", "answer", "crisis", "refuse", "refuse",
    ]  # fmt: skip
    assert answers[0]["intent"] == "define_involvement"
    assert answers[0]["card"] == answers[2]["card"] == "involvement"
    assert {"entity": "term", "value": "involvement"} in answers[0]["entities"]
    assert answers[0]["ranking"][0]["name"] == "define_involvement"
    assert set(answers[0]["replies"][0]) == {"card", "text", "buttons"}
    assert (answers[3]["intent"], answers[3]["confidence"]) == ("urgent_help", 1.0)
    assert answers[3]["ranking"] == []
    assert done.stderr == ""


def test_a_bad_line_is_answered_with_an_error_and_exit_1(model: Path) -> None:
    lines = ["{", "[]", '{"text": 5}', '{"question": "x"}', '{"payload": "never-offered"}', "{}"]
    said = "\n".join([*lines, '{"text": "What is PPI?"}'])
    done = _run("ask", "--jsonl", "-", said=said)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a.get("error", {}).get("code") for a in answers] == [
        "not_json", "not_an_object", "wrong_type", "unknown_field", "unknown_offer",
        "wrong_fields", None,
    ]  # fmt: skip
    assert answers[-1]["card"] == "ppi"
    assert done.returncode == 1


def test_a_driver_can_press_the_buttons_it_was_offered(model: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(**line: str) -> dict[str, object]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        answer: dict[str, object] = json.loads(process.stdout.readline())
        return answer

    first = ask(text="What is involvement?", sender="me")
    button = first["replies"][0]["buttons"][0]  # type: ignore[index]
    assert button["title"] == "Tell me more"
    second = ask(payload=button["payload"], sender="me")
    assert second["intent"] == "more"
    assert second["card"] == "involvement"
    other = ask(payload=button["payload"], sender="somebody else")
    assert other["error"]["code"] == "unknown_offer"  # type: ignore[index]
    process.stdin.close()
    assert process.wait(30) == 1


def test_the_shell_shows_buttons_and_says_why(model: Path) -> None:
    said = "What is involvement?\n1\n:why\n99\n:new\n:why\n:help\nI want to die\n:why\n:quit\n"
    done = _run("shell", said=said)
    assert done.returncode == 0, done.stderr
    assert "computer program" in done.stdout
    assert "[1] Tell me more" in done.stdout
    assert "rule      answer more" in done.stdout
    assert "action_answer (by RulePolicy)" in done.stdout
    assert "Nothing has been answered yet." in done.stdout
    assert "decided before the model" in done.stdout
    assert "tensorflow" not in (done.stdout + done.stderr).lower()


def test_the_shell_leaves_no_file(model: Path, tmp_path: Path) -> None:
    _run("shell", said="What is involvement?\n", PPI_DATA_DIR=str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()
