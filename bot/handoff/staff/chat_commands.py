"""What a message of the staff chat means, and what is said back. No Telegram in here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.errors import GuideError, RecordsUnavailable
from bot.handoff.staff.actions import Requests
from bot.handoff.staff.summaries import as_a_list, in_full, where_it_goes

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
GONE = "That message is about no request that is still stored. Nothing was sent."
WHICH = "Which request? Put its reference after the command, or reply to its message."


@dataclass(frozen=True)
class Order:
    """What a member of staff wants done, with which request."""

    verb: Verb
    reference: str = ""
    words: str = ""


@dataclass(frozen=True)
class Done:
    """What is said back, and about which request; a reply to it answers the person as well."""

    text: str
    reference: str = ""


def read_order(text: str, about: str | None, is_known: Callable[[str], bool]) -> Order | None:
    """What a message means; None when it is talk among staff.

    Args:
        about: the request of the message that it replies to.
        is_known: whether a word is a reference. Asked only within such a reply, where the
            reference may be left out.
    """
    first, rest = _split(text)
    if not first.startswith("/"):
        return Order("answer", about, text.strip()) if about else None
    verb = COMMANDS.get(first[1:].partition("@")[0].lower())
    if verb is None:
        return Order("help") if about else None
    if verb in ("open", "help"):
        return Order(verb)
    named, words = _split(rest)
    if about and not (named and is_known(named)):
        return Order(verb, about, rest)
    return Order(verb, named, words)


def carry_out(order: Order, requests: Requests, who: str, key: str) -> Done:
    """Do what was asked for, and say how it went. Blocks.

    Args:
        key: of the update, so that one that comes twice is carried out once.

    Raises:
        RecordsUnavailable: nothing was done, and the message may come again.
    """
    if order.verb == "help":
        return Done(HELP)
    if order.verb == "open":
        return Done(as_a_list(requests.listed()))
    if not order.reference:
        return Done(WHICH)
    try:
        reference = requests.show(order.reference).reference
        return Done(_deed(order, requests, reference, who, key), reference)
    except RecordsUnavailable:
        raise
    except GuideError as error:
        return Done(str(error))


def _deed(order: Order, requests: Requests, reference: str, who: str, key: str) -> str:
    if order.verb == "answer":
        requests.answer(reference, who, order.words, key=key)
        return f"{reference}: {where_it_goes(requests.show(reference))}"
    if order.verb == "claim":
        requests.claim(reference, who)
        return f"{reference} is yours."
    if order.verb == "note":
        requests.note(reference, who, order.words, key=key)
        return f"Noted with {reference}. The person does not see it."
    if order.verb == "answered":
        requests.answered_elsewhere(reference, who)
        return f"{reference} is marked as answered."
    if order.verb == "close":
        requests.close(reference, who)
        return f"{reference} is closed. The assistant answers the person again."
    return in_full(requests.show(reference))


def _split(text: str) -> tuple[str, str]:
    """The first word, and what comes after it."""
    parts = text.split(maxsplit=1)
    return (parts[0] if parts else ""), (parts[1].strip() if len(parts) > 1 else "")
