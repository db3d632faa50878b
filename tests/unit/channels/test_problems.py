"""What is refused is said to the visitor, and the reason is in the log, once a minute a kind."""

from __future__ import annotations

import logging

import pytest

from bot.channels.web import problems
from bot.channels.web.problems import as_problem
from bot.errors import NoDelivery, RecordsUnavailable, TooSlow
from bot.process.once_a_minute import OnceAMinute

FOR_STAFF = "The database cannot be used (OperationalError)."


@pytest.fixture(autouse=True)
def _nothing_logged_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "_failures", OnceAMinute(logging.getLogger("ppi_guide.web")))


def test_why_visitors_are_told_to_come_again_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        problem = as_problem(RecordsUnavailable(FOR_STAFF))
        assert (problem.status, problem.code) == (503, "records_unavailable")
        assert FOR_STAFF not in problem.detail
        assert as_problem(TooSlow("Please send it again.")).status == 503
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0] for line in lines] == ["RecordsUnavailable", "TooSlow"]
    assert FOR_STAFF in lines[0]


def test_what_is_no_failure_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert as_problem(NoDelivery("Write to us instead.")).status == 503
    assert caplog.records == []
