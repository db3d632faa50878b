"""Deleting what was said."""

from __future__ import annotations

from tests.conftest import Person


async def test_deleting_asks_once_and_then_deletes(talk: Person) -> None:
    await talk.says("What is engagement?")
    await talk.says("please delete my data")
    assert talk.buttons[0] == "Yes, delete everything"
    heard = await talk.presses("Yes, delete everything")
    assert talk.last is not None
    assert talk.last.erased
    assert "deleted" in heard.lower()
    await talk.says("give me an example")
    assert talk.card == "nothing-yet"
