"""Hooks of pytest: what needs the model, and a run that must be whole."""

from __future__ import annotations

import os

import pytest

MODEL_FIXTURES = {"assistant", "talk", "model", "server", "answers"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the model, so that `make test-fast` can leave it out."""
    for item in items:
        if MODEL_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.model)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that must be whole when something was skipped or nothing ran."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a worker: the process that started it counts for all
        return
    if os.environ.get("FAIL_WHEN_SKIPPED") and exitstatus == 0:
        skipped = reporter.stats.get("skipped", [])
        if skipped or not reporter.stats.get("passed"):
            session.exitstatus = 1
            print(f"\nFAILED: {len(skipped)} tests were skipped in a run that must be whole.")
