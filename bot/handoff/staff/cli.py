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
    from bot.handoff.model import HandoffRequest
    from bot.handoff.staff.actions import Requests


def _as_json(command: Callable[..., None]) -> Callable[..., None]:
    option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    return option(command)


def _as_whom(command: Callable[..., None]) -> Callable[..., None]:
    """The option that says who acts."""
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
@click.option("--all", "include_closed", is_flag=True, help="Closed ones as well.")
@_as_json
def list_(include_closed: bool, as_json: bool) -> None:
    """List the requests that are waiting, and what could not be delivered."""
    from bot.handoff.staff.summaries import summary_list

    found = _open_requests().listed(include_closed=include_closed)
    if as_json:
        click.echo(json.dumps([_brief_json(one) for one in found], ensure_ascii=False))
    else:
        click.echo(summary_list(found))


@handoffs.command()
@click.argument("reference")
@_as_json
def show(reference: str, as_json: bool) -> None:
    """Show all of a request, with how to reach the person."""
    from bot.handoff.staff.summaries import full_summary

    found = _open_requests().show(reference)
    click.echo(_dump(_full_json(found)) if as_json else full_summary(found))


@handoffs.command()
@click.argument("reference")
@_as_whom
@_as_json
def claim(reference: str, who: str, as_json: bool) -> None:
    """Say that you look after a request."""
    requests = _open_requests()
    requests.claim(reference, who)
    _report(requests, reference, "It is yours.", as_json)


@handoffs.command()
@click.argument("reference")
@click.argument("text")
@_as_whom
@_as_json
def note(reference: str, text: str, who: str, as_json: bool) -> None:
    """Write something down for colleagues. The person does not see it."""
    requests = _open_requests()
    requests.note(reference, who, text)
    _report(requests, reference, "Noted.", as_json)


@handoffs.command()
@click.argument("reference")
@click.argument("text", required=False)
@click.option("--elsewhere", is_flag=True, help="You have answered by email or telephone.")
@_as_whom
@_as_json
def answer(reference: str, text: str | None, elsewhere: bool, who: str, as_json: bool) -> None:
    """Answer the person in the chat that they wrote from."""
    from bot.handoff.staff.summaries import answer_receipt

    if (text is None) != elsewhere:
        raise click.UsageError("Give either the TEXT to send or --elsewhere.")
    requests = _open_requests()
    if elsewhere:
        requests.answered_elsewhere(reference, who)
        _report(requests, reference, "Marked as answered.", as_json)
        return
    requests.answer(reference, who, text or "")
    _report(requests, reference, answer_receipt(requests.show(reference)), as_json)


@handoffs.command()
@click.argument("reference")
@_as_whom
@_as_json
def close(reference: str, who: str, as_json: bool) -> None:
    """Close a request. The assistant answers the person again."""
    requests = _open_requests()
    requests.close(reference, who)
    _report(requests, reference, "Closed.", as_json)


@handoffs.command()
@click.argument("reference")
@_as_json
def resend(reference: str, as_json: bool) -> None:
    """Try again to deliver what was given up after a day."""
    requests = _open_requests()
    number = requests.resend(reference)
    _report(requests, reference, f"{number} are tried again while the server runs.", as_json)


def _open_requests() -> Requests:
    """The requests of the database that the settings name."""
    from bot.content.load import load_pack
    from bot.handoff.staff.actions import Requests
    from bot.records.database import open_database
    from bot.records.store import Records

    settings = load_settings()
    records = Records(open_database(settings.records_url))
    return Requests(records, secret_key(settings), lambda: load_pack(settings.pack))


def _report(requests: Requests, reference: str, done: str, as_json: bool) -> None:
    """Print what was done or, as JSON, how the request stands now."""
    found = requests.show(reference)
    click.echo(_dump(_brief_json(found)) if as_json else f"{found.reference}: {done}")


def _brief_json(request: HandoffRequest) -> dict[str, Any]:
    """A request in a list: without what the person wrote, and without personal data."""
    return {
        "reference": request.reference,
        "state": request.state,
        "role": request.role,
        "reach": request.contact_method,
        "channel": request.channel,
        "opened_at": request.opened_at.isoformat(),
        "claimed_by": request.claimed_by,
        "answered_at": request.answered_at.isoformat() if request.answered_at else None,
        "closed_at": request.closed_at.isoformat() if request.closed_at else None,
        "undelivered": list(request.undelivered),
    }


def _full_json(request: HandoffRequest) -> dict[str, Any]:
    """All of a request, under the names of the table's columns, which scripts may rely on."""
    found = asdict(request)
    found["reach"] = found.pop("contact_method")
    for delivery in found["deliveries"]:
        delivery["way"] = delivery.pop("route")
    return found


def _dump(found: dict[str, Any]) -> str:
    def plain(value: Any) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    return json.dumps(found, ensure_ascii=False, default=plain)
