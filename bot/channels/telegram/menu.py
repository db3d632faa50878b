"""The commands of the bot's menu, and what each asks of the assistant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.content.pack import Pack
from bot.content.replies import button_for


@dataclass(frozen=True)
class Command:
    """A command: its description in Telegram's menu, and the card or the intent it stands for.

    `in_groups`: it does not concern one person only, so it is in the menu of groups too.
    """

    description: str
    card: str = ""
    intent: str = ""
    in_groups: bool = False

    def press(self, pack: Pack) -> str:
        """What the command asks for, in the form of a button's `press`."""
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
    """The command that a text consists of, whether or not it is one of ours; else None."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    return Typed(found[1].lower(), (found[2] or "").lower(), (found[3] or "").strip())


def deep_link(pack: Pack, named: str) -> str | None:
    """The press that `/start NAME` from a link stands for; None when nothing has that name.

    `named`: the id of a card, or the name of a command.
    """
    card = pack.cards.get(named)
    if card is not None and card.intents and not card.is_crisis:
        return button_for(card).press
    command = COMMANDS.get(named)
    return command.press(pack) if command else None


def link_to(username: str, named: str) -> str:
    """The address that opens a private chat with the bot and asks for a card or a command."""
    return f"https://t.me/{username}?start={named}"
