"""What is said around an answer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.content.pack import Pack
from bot.content.replies import say, say_part
from bot.conversation.agent import AgentAnswer
from bot.conversation.context import Kept
from bot.conversation.notices import with_notices
from bot.privacy import mask
from bot.records.snapshot import Snapshot

LOOK = SimpleNamespace(
    standing=SimpleNamespace(person="4a" * 32, crisis=None, snapshot=Snapshot()),
    said=mask("what do you store"),
)


def _privacy(pack: Pack, kept: Kept) -> str:
    card = pack.cards["privacy"]
    told = say(pack, card)
    answer = AgentAnswer((told,), "privacy", 0.9, "answer", (), (), Snapshot())
    return with_notices(pack, LOOK, answer, kept).replies[0].text


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (Kept("missed", 45, 7), "What I did not understand I keep for 45 days"),
        (Kept("all", 45, 7), "Your questions I keep for 45 days"),
        (Kept("none", 45, 7), "I keep no other words"),
    ],
)
def test_privacy_says_what_is_kept_as_it_is_set(pack: Pack, kept: Kept, words: str) -> None:
    said = _privacy(pack, kept)
    assert words in said
    assert "[" not in said


def test_more_on_privacy_says_how_long_a_request_is_kept(pack: Pack) -> None:
    card = pack.cards["privacy"]
    answer = AgentAnswer(
        (say_part(pack, card, card.more[0]),), "more", 0.9, "answer", (), (), Snapshot()
    )
    said = with_notices(pack, LOOK, answer, Kept(request_days=7)).replies[0].text
    assert "until 7 days after staff close it" in said
