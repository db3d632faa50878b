"""`ppi-guide handoffs`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.content.load import Pack
from bot.paths import ROOT
from bot.records.database import open_database
from bot.records.store import Records
from bot.settings import load_settings, secret_key
from tests.support import handing_off
from tests.support.handing_off import EMAIL, Centre


@pytest.fixture
def office(tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Centre:
    """A centre over the database that the commands open."""
    monkeypatch.setenv("PPI_DATA_DIR", str(tmp_path))
    settings = load_settings()
    monkeypatch.setattr(handing_off, "KEY", secret_key(settings))
    return Centre(Records(open_database(settings.records_url)), pack)


@pytest.fixture
def run() -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["handoffs", *words])

    return run


def test_a_request_is_looked_after_from_the_command_line(
    office: Centre, run: Callable[..., Result]
) -> None:
    reference = office.leaves()
    assert reference in run("list").output
    assert run("claim", reference, "--as", "Ann").exit_code == 0
    assert run("note", reference, "rang twice", "--as", "Ann").exit_code == 0
    answered = run("answer", reference.lower(), "Come on Monday.", "--as", "Ann")
    assert answered.output.startswith(f"{reference}: sent to the person's chat")
    shown = run("show", reference).output
    assert "rang twice" in shown
    assert "Come on Monday." in shown
    assert len(office.outgoing("person")) == 1
    assert run("close", reference).exit_code == 0
    assert run("list").output.strip() == "No request is waiting."
    assert reference in run("list", "--all").output


def test_json_lists_no_words_and_show_has_the_details(
    office: Centre, run: Callable[..., Result]
) -> None:
    reference = office.leaves(contact_method="email", token=EMAIL.token, message="An idea.")
    (listed,) = json.loads(run("list", "--json").output)
    assert (listed["reference"], listed["state"]) == (reference, "open")
    assert "An idea." not in str(listed)
    shown = json.loads(run("show", reference, "--json").output)
    assert shown["details"] == {EMAIL.token: EMAIL.value}
    # Scripts read these under the names of the columns.
    assert listed["reach"] == shown["reach"] == "email"
    assert [one["way"] for one in shown["deliveries"]] == ["email", "staff"]
    done = json.loads(run("answer", reference, "--elsewhere", "--json").output)
    assert done["state"] == "answered"


def test_what_cannot_be_done_is_one_line_and_exit_code_1(
    office: Centre, run: Callable[..., Result]
) -> None:
    refused = run("close", "PPI-9999-9999")
    assert refused.exit_code == 1
    assert "There is no request PPI-9999-9999" in refused.output
    reference = office.leaves()
    run("close", reference)
    assert run("close", reference).exit_code == 1
    assert run("answer", reference).exit_code == 2


def test_what_was_given_up_is_sent_again(office: Centre, run: Callable[..., Result]) -> None:
    reference = office.leaves()
    delivery = office.outbox.claim("email")
    assert delivery is not None
    office.outbox.mark_failed(delivery, "OSError", permanent=True)
    assert "NOT DELIVERED by email" in run("list").output
    assert f"{reference}: 1 are tried again" in run("resend", reference).output
    assert "NOT DELIVERED" not in run("list").output


def test_the_commands_start_without_the_model() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom bot.cli import main\n"
        "done = CliRunner().invoke(main, ['handoffs', '--help'])\nassert done.exit_code == 0\n"
        "import bot.handoff.service, bot.handoff.staff.chat_commands, bot.handoff.staff.cli\n"
        "print([m for m in sys.modules if m.partition('.')[0] in ('tensorflow', 'rasa', 'spacy')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
