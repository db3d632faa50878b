"""The commands of the bot's menu, and what each asks of the assistant."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.load import Pack
from bot.content.replies import choice_of


@dataclass(frozen=True)
class Command:
    """A command: its description in Telegram's menu, and the card or the intent it stands for."""

    description: str
    card: str = ""
    intent: str = ""

    def payload(self, pack: Pack) -> str:
        """In Rasa's form."""
        return choice_of(pack.cards[self.card]).payload if self.card else f"/{self.intent}"


COMMANDS = {
    "help": Command("What I can do", card="help"),
    "compare": Command("How the three words differ", card="compare-core"),
    "quiz": Command("Test yourself with five questions", intent="start_quiz"),
    "contact": Command("Talk to a person", card="contact"),
    "privacy": Command("What is kept, and how to delete it", card="privacy"),
    "deletemydata": Command("Delete this chat", intent="delete_my_data"),
    "stop": Command("Stop what we are doing", intent="stop"),
}


def deep_link(pack: Pack, named: str) -> str | None:
    """What `/start involvement` of a link asks for: a card by its id, or a command by its name."""
    card = pack.cards.get(named)
    if card is not None and card.intents and not card.is_crisis:
        return choice_of(card).payload
    command = COMMANDS.get(named)
    return command.payload(pack) if command else None
