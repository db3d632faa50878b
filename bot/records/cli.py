"""`ppi-guide erase`, `export` and `retention`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.errors import GuideError
from bot.settings import Settings, load_settings, secret_key

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def _person_options(command: Callable[..., None]) -> Callable[..., None]:
    """The ways to say which person is meant; exactly one must be used."""
    for option in (
        click.option("--telegram-id", type=int, help="Who has this number on Telegram."),
        click.option("--phone", help="Who gave this telephone number."),
        click.option("--email", help="Who gave this email address."),
        click.argument("reference", required=False),
    ):
        command = option(command)
    return command


@click.command()
@_person_options
@click.option("--yes", is_flag=True, help="Do not ask before erasing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def erase(yes: bool, as_json: bool, **who: Any) -> None:
    """Erase all that is stored about a person.

    REFERENCE is what the assistant shows when somebody asks what is stored, such as K7QM-2F9X.
    """
    from bot.records.erasure import erase_people, stored_about

    if as_json and not yes:
        raise click.UsageError("Give --yes with --json: a program cannot be asked.")
    settings = load_settings()
    engine = _open(settings)
    people = _people(engine, settings, who)
    with engine.connect() as db:
        found = stored_about(db, people)
    if not as_json:
        click.echo(f"Found: {_in_words(found.rows)}. Channels: {', '.join(found.channels)}.")
    if not yes:
        click.confirm("Erase all of it? This cannot be undone.", abort=True)
    erased = erase_people(engine, people)
    engine.dispose()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "erased": erased.rows,
                    "channels": erased.channels,
                    "requests": erased.requests,
                    "left": erased.unreached,
                }
            )
        )
        return
    click.echo("Erased. What cannot be reached from here:")
    for line in erased.unreached:
        click.echo(f"- {line}")


@click.command()
@_person_options
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A new file, readable by you alone, instead of standard output.",
)
def export(to: Path | None, **who: Any) -> None:
    """Give all that is stored about a person, as JSON.

    REFERENCE is what the assistant shows when somebody asks what is stored, such as K7QM-2F9X.
    Make sure who is asking before you hand it out.
    """
    from bot.keys import Cipher
    from bot.records.export import export_people

    settings = load_settings()
    engine = _open(settings)
    people = _people(engine, settings, who)
    found = export_people(engine, Cipher(secret_key(settings)), people)
    engine.dispose()
    written = json.dumps(found, ensure_ascii=False, indent=2)
    if to is None:
        click.echo(written)
        return
    try:
        # Made with its permissions, so that others cannot read it even for a moment.
        with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(written + "\n")
    except FileExistsError:
        raise GuideError(f"{to} is there already. Name a new file.") from None
    except OSError as error:
        raise GuideError(f"{to} cannot be written: {error.strerror}.") from None
    click.echo(f"Written to {to}. Delete it once it has been handed over.", err=True)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def retention(dry_run: bool, as_json: bool) -> None:
    """Delete what is too old. The server does it by itself every day."""
    from bot.records.retention import retain

    settings = load_settings()
    engine = _open(settings)
    deleted = retain(
        engine,
        days=settings.retention_days,
        request_days=settings.handoff_retention_days,
        dry_run=dry_run,
    )
    engine.dispose()
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "deleted": deleted}))
    else:
        click.echo(f"{'Would delete' if dry_run else 'Deleted'}: {_in_words(deleted)}.")


def _open(settings: Settings) -> Engine:
    from bot.records.database import open_database

    return open_database(settings.records_url)


def _people(engine: Engine, settings: Settings, who: dict[str, Any]) -> frozenset[str]:
    """The keyed hashes of the person who is meant; several, if they used several channels.

    Raises:
        UsageError: the person was not named in exactly one way.
        NobodyFound: nothing is stored about them.
    """
    from bot.keys import person_hash
    from bot.records.erasure import stored_about
    from bot.records.people import NobodyFound, people_of_detail, people_of_reference
    from bot.records.vault import Vault

    given = {name: value for name, value in who.items() if value is not None}
    if len(given) != 1:
        raise click.UsageError(
            "Say who is meant in one way: a reference, --email, --phone or --telegram-id."
        )
    ((by, value),) = given.items()
    key = secret_key(settings)
    with engine.connect() as db:
        if by == "reference":
            people = people_of_reference(db, value)
            if len(people) > 1:
                raise NobodyFound(
                    f"{value} fits {len(people)} people. Find the one who is meant by --email, "
                    "--phone or --telegram-id."
                )
        elif by == "telegram_id":
            people = frozenset({person_hash(key, "telegram", str(value))})
        else:
            people = people_of_detail(db, Vault(key).finder(by, value))
        if not people or not stored_about(db, people).anything:
            raise NobodyFound(
                "Nothing is stored about this person. Email addresses and telephone numbers are "
                "kept for requests only, and references go when the last chat is deleted."
            )
    return people


def _in_words(rows: dict[str, int]) -> str:
    """How many rows of each kind, such as "2 message, 1 turn"."""
    counts = [f"{number} {name.replace('_', ' ')}" for name, number in rows.items() if number]
    return ", ".join(counts) or "nothing"
