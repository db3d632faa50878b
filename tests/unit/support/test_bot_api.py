"""A call that Telegram would refuse is a failure, on whichever server and in whichever test."""

from __future__ import annotations

import httpx
import pytest

from tests.support.bot_api import TOKEN, BotApi, wrong_calls


def _calls_wrongly(api: BotApi) -> None:
    assert httpx.post(f"{api.url}/bot{TOKEN}/sendMoney").status_code == 400


def test_it_is_held_against_the_test_in_which_it_was_made() -> None:
    one, other = BotApi(), BotApi()
    for api in (one, other):
        api.start()
        _calls_wrongly(api)
        api.stop()
    assert wrong_calls() == ["sendMoney is not known to this server"] * 2
    assert wrong_calls() == []


def test_it_is_found_when_the_server_stops() -> None:
    with pytest.raises(AssertionError, match="sendMoney"), BotApi() as api:
        _calls_wrongly(api)


def test_another_failure_is_not_hidden_by_it() -> None:
    def fails() -> None:
        with BotApi() as api:
            _calls_wrongly(api)
            raise LookupError("something else")

    with pytest.raises(LookupError, match="something else"):
        fails()
    assert wrong_calls() != []
