"""Everything of a handoff except the model, in a process that is killed on purpose.

`python -m tests.faults.handoff_child FOLDER PORT`: each line "serve" or "drain" on standard input
forks a process. It says on standard output what a person or a member of staff would be told, and
only once they would be told it.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select

from bot.content.pack import Pack
from bot.handoff.codes import new_reference
from bot.handoff.delivery.email import EmailSender, Mailer
from bot.handoff.delivery.routes import Mailbox
from bot.handoff.delivery.worker import Worker
from bot.handoff.model import NewRequest, Requester
from bot.messages import Reply
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.store import Records
from bot.records.turns import NewTurn
from tests.support.handing_off import Centre
from tests.support.people import ANN, DESK, GUIDE

LEASE_SECONDS = 1.0
PACK = cast(Pack, SimpleNamespace(facts={"organisation": {"short": "Centre"}, "contact": {}}))


def say(*words: str) -> None:
    """One write, so that a kill never cuts a line in two."""
    os.write(1, (" ".join(words) + "\n").encode())


def main() -> None:
    """Fork a process for each line."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(serve(folder, port, drain=line.strip() == "drain"))
            os._exit(0)
        say("pid", str(child))
        os.waitpid(child, 0)
        say("gone")


async def serve(folder: Path, port: int, *, drain: bool) -> None:
    """Take requests one after the other and deliver; with `drain` only deliver, and end."""
    records = Records(open_database(database(folder)))
    centre = Centre(records, PACK, routes=("email",), lease=timedelta(seconds=LEASE_SECONDS))
    mailbox = Mailbox("127.0.0.1", port, False, "", "", GUIDE, (DESK,))
    sender = EmailSender(Mailer(mailbox), mailbox, lambda: PACK, staff_chat=False)
    worker = Worker(centre.outbox, centre.wake_signal, centre.health, {"email": sender})
    say("begun", str(os.getpid()))
    async with worker.running():
        if drain:
            while await asyncio.to_thread(waiting, records):
                await asyncio.sleep(0.1)
                centre.wake_signal.send()
            return
        while True:
            await asyncio.to_thread(ask, centre)
            await asyncio.sleep(random.uniform(0, 0.02))


def ask(centre: Centre) -> None:
    """A person leaves a request, and a member of staff looks after it."""
    reference, person = new_reference(), uuid.uuid4().hex
    conversation = centre.records.start("web", person)
    request = NewRequest(uuid.uuid4().hex, reference, "patient", "email", "", "An idea.")
    requester = Requester(conversation, "web", person)
    turn = NewTurn(
        conversation=conversation,
        key=None,
        request="",
        intent="contact_person",
        confidence=1.0,
        decision="answer",
        card=None,
        messages=[Reply("text", ("Send",), sender="you")],
        also=[lambda db: centre.desk.open(db, request, requester)],
    )
    centre.records.write(turn)
    say("sent", reference)
    centre.requests.claim(reference, ANN.first_name)
    say("claimed", reference)
    centre.requests.answered_elsewhere(reference, ANN.first_name)
    say("answered", reference)
    centre.requests.close(reference, ANN.first_name)
    say("closed", reference)


def waiting(records: Records) -> bool:
    """Whether something is still to be delivered."""
    with records.reading() as db:
        left = select(t.outbox.c.id).where(t.outbox.c.sent_at.is_(None))
        return db.execute(left).first() is not None


def database(folder: Path) -> str:
    """The address of the records."""
    return f"sqlite:///{folder / 'records.sqlite3'}"


def marked_as_sent(records: Records) -> set[str]:
    """The references of which the process knows that their email was taken."""
    with records.reading() as db:
        rows: Any = db.execute(
            select(t.handoff.c.reference)
            .join(t.outbox, t.outbox.c.handoff_id == t.handoff.c.id)
            .where(t.outbox.c.sent_at.isnot(None))
        )
        return set(rows.scalars())


if __name__ == "__main__":
    main()
