"""What is said around an answer."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.content.replies import say, say_part
from bot.conversation.agent import Outcome
from bot.conversation.context import Incoming, Kept, TurnContext
from bot.conversation.notices import with_notices
from bot.messages import Reply
from bot.privacy import mask
from bot.records.snapshot import Snapshot
from bot.records.turns import Standing
from bot.understanding.message import Understanding


def _said(pack: Pack, reply: Reply, kept: Kept) -> str:
    turn = TurnContext(
        Incoming("web"),
        pack,
        Standing("4a" * 32, None, Snapshot()),
        "what do you store",
        mask("what do you store"),
    )
    return with_notices(turn, Outcome((reply,), Understanding("privacy")), kept).replies[0].text


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (Kept("missed", 45, 7), "What I did not understand I keep for 45 days"),
        (Kept("all", 45, 7), "Your questions I keep for 45 days"),
        (Kept("none", 45, 7), "I keep no other words"),
    ],
)
def test_privacy_says_what_is_kept_as_it_is_set(pack: Pack, kept: Kept, words: str) -> None:
    said = _said(pack, say(pack, pack.cards["privacy"]), kept)
    assert words in said
    assert "[" not in said


def test_more_on_privacy_says_how_long_a_request_is_kept(pack: Pack) -> None:
    card = pack.cards["privacy"]
    said = _said(pack, say_part(pack, card, card.more[0]), Kept(request_days=7))
    assert "until 7 days after staff close it" in said
