"""The daily job: at the start, then once a day, delete what is too old."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from bot.errors import RecordsUnavailable
from bot.records.lease import Lease, while_held
from bot.records.retention import retain

if TYPE_CHECKING:
    from bot.assistant import Assistant

log = logging.getLogger("ppi_guide.retention")

EVERY_SECONDS = 24 * 60 * 60
AGAIN_SECONDS = 60 * 60
"""After a failure, such as a database that was away."""


async def keep_retaining(assistant: Assistant) -> None:
    """Run `retention_job` in one of the processes over a database, until cancelled."""
    lease = Lease(assistant.records, "retention")
    await while_held(lease, partial(retention_job, assistant), "The daily deletion")


async def retention_job(
    assistant: Assistant, *, every: float = EVERY_SECONDS, again: float = AGAIN_SECONDS
) -> None:
    """Run until cancelled. `every`, `again`: seconds between runs, and after a failed one."""
    settings = assistant.settings
    while True:
        try:
            gone = await asyncio.to_thread(
                retain,
                assistant.records.engine,
                days=settings.retention_days,
                request_days=settings.handoff_retention_days,
            )
        except RecordsUnavailable as error:
            log.error("%s", error)
            await asyncio.sleep(again)
        except Exception as error:  # the job must outlive whatever happens to one run
            log.error("The daily deletion failed: %s", type(error).__name__)
            await asyncio.sleep(again)
        else:
            if any(gone.values()):
                said = ", ".join(f"{name} {number}" for name, number in gone.items() if number)
                log.info("Deleted what was too old: %s", said.replace("_", " "))
            await asyncio.sleep(every)
