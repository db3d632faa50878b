"""The commands of the staff chat, and what is said back. No Telegram in here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.errors import GuideError, RecordsUnavailable
from bot.handoff.staff.actions import Requests
from bot.handoff.staff.summaries import answer_receipt, full_summary, summary_list

Verb = Literal["answer", "claim", "close", "note", "show", "open", "answered", "help"]
COMMANDS: dict[str, Verb] = {
    "claim": "claim",
    "close": "close",
    "note": "note",
    "show": "show",
    "open": "open",
    "answered": "answered",
    "help": "help",
    "start": "help",
}
HELP = """\
Reply to a request's message: your words go to the person.
/open lists what is waiting.
/claim REF: you look after it.
/show REF: all of it, with how to reach them.
/note REF words: for colleagues only.
/answered REF: you answered by email or phone.
/close REF: it is done, and the assistant answers them again.
In a reply to a request's message you can leave REF out."""

ONLY_TEXT = "Only text can be passed on. Nothing was sent."
NO_EDITS = "The person got your words as they were before. Reply again to add something."
REQUEST_GONE = "That message is about no request that is still stored. Nothing was sent."
WHICH_REQUEST = "Which request? Put its reference after the command, or reply to its message."


@dataclass(frozen=True)
class Command:
    """What a member of staff wants done, and with which request."""

    verb: Verb
    reference: str = ""
    words: str = ""


@dataclass(frozen=True)
class CommandReply:
    """What is said back, and about which request. Staff can reply to it to answer the person."""

    text: str
    reference: str = ""


def parse_command(text: str, about: str | None, is_known: Callable[[str], bool]) -> Command | None:
    """The command in a message; None when staff talk with each other.

    Args:
        about: the reference of the request whose message it replies to.
        is_known: whether a word is a reference. It is called only for such a reply, in which the
            reference may be left out.
    """
    first, rest = _split(text)
    if not first.startswith("/"):
        return Command("answer", about, text.strip()) if about else None
    verb = COMMANDS.get(first[1:].partition("@")[0].lower())
    if verb is None:
        return Command("help") if about else None
    if verb in ("open", "help"):
        return Command(verb)
    named, words = _split(rest)
    if about and not (named and is_known(named)):
        return Command(verb, about, rest)
    return Command(verb, named, words)


def run_command(command: Command, requests: Requests, who: str, key: str) -> CommandReply:
    """Do what was asked for, and say how it went. Blocks.

    Args:
        key: the key of the update, so that an update that comes twice is done once.

    Raises:
        RecordsUnavailable: nothing was done, and the message may come again.
    """
    if command.verb == "help":
        return CommandReply(HELP)
    if command.verb == "open":
        return CommandReply(summary_list(requests.listed()))
    if not command.reference:
        return CommandReply(WHICH_REQUEST)
    try:
        reference = requests.show(command.reference).reference
        return CommandReply(_do(command, requests, reference, who, key), reference)
    except RecordsUnavailable:
        raise
    except GuideError as error:
        return CommandReply(str(error))


def _do(command: Command, requests: Requests, reference: str, who: str, key: str) -> str:
    if command.verb == "answer":
        requests.answer(reference, who, command.words, key=key)
        return f"{reference}: {answer_receipt(requests.show(reference))}"
    if command.verb == "claim":
        requests.claim(reference, who)
        return f"{reference} is yours."
    if command.verb == "note":
        requests.note(reference, who, command.words, key=key)
        return f"Noted with {reference}. The person does not see it."
    if command.verb == "answered":
        requests.answered_elsewhere(reference, who)
        return f"{reference} is marked as answered."
    if command.verb == "close":
        requests.close(reference, who)
        return f"{reference} is closed. The assistant answers the person again."
    return full_summary(requests.show(reference))


def _split(text: str) -> tuple[str, str]:
    """The first word, and the rest."""
    parts = text.split(maxsplit=1)
    return (parts[0] if parts else ""), (parts[1].strip() if len(parts) > 1 else "")
