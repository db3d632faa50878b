"""`ppi-guide handoffs`: what staff do with requests, from the command line."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from bot.settings import load_settings, secret_key

if TYPE_CHECKING:
    from bot.handoff.requests import Shown
    from bot.handoff.staff.actions import Requests


def _as_json(command: Callable[..., None]) -> Callable[..., None]:
    option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    return option(command)


def _as_whom(command: Callable[..., None]) -> Callable[..., None]:
    """How the member of staff is called among colleagues."""
    option = click.option(
        "--as",
        "who",
        default=getpass.getuser,
        help="Your name among colleagues; the person never sees it.",
    )
    return option(command)


@click.group()
def handoffs() -> None:
    """Look after messages for a person.

    REFERENCE is what the list shows, and what the person was given.
    """


@handoffs.command("list")
@click.option("--all", "closed", is_flag=True, help="Closed ones as well.")
@_as_json
def list_(closed: bool, as_json: bool) -> None:
    """List the requests that are waiting, and what could not be delivered."""
    from bot.handoff.staff.summaries import as_a_list

    found = _requests().listed(closed=closed)
    if as_json:
        click.echo(json.dumps([_in_short(one) for one in found], ensure_ascii=False))
    else:
        click.echo(as_a_list(found))


@handoffs.command()
@click.argument("reference")
@_as_json
def show(reference: str, as_json: bool) -> None:
    """Show all of a request, with how to reach the person."""
    from bot.handoff.staff.summaries import in_full

    found = _requests().show(reference)
    click.echo(_json(asdict(found)) if as_json else in_full(found))


@handoffs.command()
@click.argument("reference")
@_as_whom
@_as_json
def claim(reference: str, who: str, as_json: bool) -> None:
    """Say that you look after a request."""
    requests = _requests()
    requests.claim(reference, who)
    _done(requests, reference, "It is yours.", as_json)


@handoffs.command()
@click.argument("reference")
@click.argument("text")
@_as_whom
@_as_json
def note(reference: str, text: str, who: str, as_json: bool) -> None:
    """Write something down for colleagues. The person does not see it."""
    requests = _requests()
    requests.note(reference, who, text)
    _done(requests, reference, "Noted.", as_json)


@handoffs.command()
@click.argument("reference")
@click.argument("text", required=False)
@click.option("--elsewhere", is_flag=True, help="You have answered by email or telephone.")
@_as_whom
@_as_json
def answer(reference: str, text: str | None, elsewhere: bool, who: str, as_json: bool) -> None:
    """Answer the person in the chat that they wrote from."""
    from bot.handoff.staff.summaries import where_it_goes

    if (text is None) != elsewhere:
        raise click.UsageError("Give either the TEXT to send or --elsewhere.")
    requests = _requests()
    if elsewhere:
        requests.answered_elsewhere(reference, who)
        _done(requests, reference, "Marked as answered.", as_json)
        return
    requests.answer(reference, who, text or "")
    _done(requests, reference, where_it_goes(requests.show(reference)), as_json)


@handoffs.command()
@click.argument("reference")
@_as_whom
@_as_json
def close(reference: str, who: str, as_json: bool) -> None:
    """Close a request. The assistant answers the person again."""
    requests = _requests()
    requests.close(reference, who)
    _done(requests, reference, "Closed.", as_json)


@handoffs.command()
@click.argument("reference")
@_as_json
def resend(reference: str, as_json: bool) -> None:
    """Try again to deliver what was given up after a day."""
    requests = _requests()
    number = requests.resend(reference)
    _done(requests, reference, f"{number} are tried again while the server runs.", as_json)


def _requests() -> Requests:
    from bot.content.load import load_pack
    from bot.handoff.staff.actions import Requests
    from bot.records.database import open_database
    from bot.records.store import Records

    settings = load_settings()
    records = Records(open_database(settings.records_url))
    return Requests(records, secret_key(settings), lambda: load_pack(settings.pack))


def _done(requests: Requests, reference: str, said: str, as_json: bool) -> None:
    found = requests.show(reference)
    click.echo(_json(_in_short(found)) if as_json else f"{found.reference}: {said}")


def _in_short(shown: Shown) -> dict[str, Any]:
    """What a list gives of a request: no words and no details of the person's."""
    return {
        "reference": shown.reference,
        "state": shown.state,
        "role": shown.role,
        "reach": shown.reach,
        "channel": shown.channel,
        "opened_at": shown.opened_at.isoformat(),
        "claimed_by": shown.claimed_by,
        "answered_at": shown.answered_at.isoformat() if shown.answered_at else None,
        "closed_at": shown.closed_at.isoformat() if shown.closed_at else None,
        "undelivered": list(shown.undelivered),
    }


def _json(found: dict[str, Any]) -> str:
    def plain(value: Any) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    return json.dumps(found, ensure_ascii=False, default=plain)
