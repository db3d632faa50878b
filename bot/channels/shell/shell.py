"""The staff shell: talk to the assistant in a terminal, press buttons by number, ask `:why`."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.channels.shell.batch import Asker, entities_of
from bot.channels.shell.rules import rule_behind
from bot.conversation.context import TurnResult
from bot.errors import TurnError
from bot.messages import Button, Message

HELP = (
    "Type a question, or the number of a button. "
    ":why shows what was understood, :new starts again, :quit leaves."
)
MOST_RANKED = 5


class Shell:
    """One person at a terminal, in one conversation at a time; `:new` begins another."""

    def __init__(self, asker: Asker, console: Console, read: Callable[[], str]) -> None:
        """`read` returns the next line and raises EOFError at the end."""
        self._client = asker.client
        self._console = console
        self._read = read
        self._sender = uuid.uuid4().hex
        self._buttons: tuple[Button, ...] = ()
        self._last: TurnResult | None = None

    async def run(self, welcome: str) -> None:
        """Print `welcome`, then answer line after line until the person leaves."""
        self._console.print(welcome, highlight=False)
        self._console.print(HELP, style="dim")
        while True:
            try:
                line = self._read().strip()
            except (EOFError, KeyboardInterrupt):
                return
            if line in (":quit", ":q"):
                return
            await self._take(line)

    async def _take(self, line: str) -> None:
        if line == ":new":
            self._sender, self._buttons, self._last = uuid.uuid4().hex, (), None
            self._console.print("A new conversation.", style="dim")
        elif line == ":why":
            self._explain()
        elif line.startswith(":"):
            self._console.print(HELP, style="dim")
        elif line.isdigit() and 1 <= int(line) <= len(self._buttons):
            await self._ask(pressed=self._buttons[int(line) - 1].press)
        else:
            await self._ask(text=line)

    async def _ask(self, *, text: str | None = None, pressed: str | None = None) -> None:
        try:
            self._last = await self._client.ask(text=text, pressed=pressed, sender=self._sender)
        except TurnError as error:
            self._console.print(str(error), style="red", highlight=False)
            return
        # Only the last turn's buttons can be pressed, so that no number stands for two buttons.
        self._buttons = ()
        for message in self._last.replies:
            self._show(message)

    def _show(self, message: Message) -> None:
        if message.card_id and message.kind != "notice":
            self._console.print(Text(message.title, style="bold"))
        self._console.print(Padding(Text(message.text), (0, 0, 0, 2)))
        for number, button in enumerate(message.buttons, start=len(self._buttons) + 1):
            self._console.print(Text(f"  [{number}] {button.title}", style="cyan"))
        self._buttons += message.buttons

    def _explain(self) -> None:
        outcome = self._last.outcome if self._last else None
        if outcome is None:
            self._console.print("Nothing has been answered yet.", style="dim")
            return
        understood = outcome.understanding
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_row("decision", understood.decision)
        for name, confidence in understood.ranking[:MOST_RANKED]:
            table.add_row("intent", f"{confidence:.2f} {name}")
        if not understood.ranking:
            table.add_row("intent", f"{understood.intent} (decided before the model)")
        for entity, value in entities_of(understood):
            table.add_row("entity", f"{entity} = {value}")
        for action, policy in outcome.actions:
            table.add_row("action", f"{action} (by {policy or 'the form'})")
        table.add_row("rule", rule_behind(outcome) or "none")
        for reply in outcome.replies:
            table.add_row("card", reply.card_id or "none")
        self._console.print(table)
