"""The commands of the bot's menu, and what each asks of the assistant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.content.load import Pack
from bot.content.replies import button_for


@dataclass(frozen=True)
class Command:
    """A command: its description in Telegram's menu, and the card or the intent it stands for.

    `in_groups`: it is about nobody in particular, so it is answered in a group too.
    """

    description: str
    card: str = ""
    intent: str = ""
    in_groups: bool = False

    def press(self, pack: Pack) -> str:
        """What it means: the same as pressing a button."""
        return button_for(pack.cards[self.card]).press if self.card else self.intent


START, TERMS = "start", "terms"

COMMANDS = {
    "help": Command("What I can do", card="help", in_groups=True),
    TERMS: Command("The words I know, from A to Z", intent="help", in_groups=True),
    "compare": Command("How the three words differ", card="compare-core", in_groups=True),
    "quiz": Command("Test yourself with five questions", intent="start_quiz"),
    "contact": Command("Talk to a person", card="contact"),
    "privacy": Command("What is kept, and how to delete it", card="privacy", in_groups=True),
    "deletemydata": Command("Delete this chat", intent="delete_my_data"),
    "stop": Command("Stop what we are doing", intent="stop"),
}

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Typed:
    """A command as it was typed: its name, the bot it names, the words after it."""

    name: str
    bot: str
    rest: str


def command_in(text: str) -> Typed | None:
    """The command that a text is, whether we have it or not."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    return Typed(found[1].lower(), (found[2] or "").lower(), (found[3] or "").strip())


def deep_link(pack: Pack, named: str) -> str | None:
    """What `/start involvement` of a link asks for: a card by its id, or a command by its name."""
    card = pack.cards.get(named)
    if card is not None and card.intents and not card.is_crisis:
        return button_for(card).press
    command = COMMANDS.get(named)
    return command.press(pack) if command else None


def link_to(username: str, named: str) -> str:
    """The address that opens a private chat with the bot and asks for a card or a command."""
    return f"https://t.me/{username}?start={named}"
