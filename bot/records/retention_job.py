"""Delete what is too old when the server starts, and then once a day."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from bot.errors import RecordsUnavailable
from bot.records.lease import Lease, while_held
from bot.records.retention import retain
from bot.records.store import Records
from bot.settings import Settings

log = logging.getLogger("ppi_guide.retention")

EVERY_SECONDS = 24 * 60 * 60
RETRY_SECONDS = 60 * 60
"""The pause after a run that failed, for example because the database could not be reached."""


async def run_retention_job(records: Records, settings: Settings) -> None:
    """Delete every day until cancelled, in only one of the processes that share the database."""
    lease = Lease(records, "retention")
    await while_held(lease, partial(delete_every_day, records, settings), "The daily deletion")


async def delete_every_day(
    records: Records,
    settings: Settings,
    *,
    every: float = EVERY_SECONDS,
    retry: float = RETRY_SECONDS,
) -> None:
    """Run until cancelled. `every`, `retry`: seconds between runs, and after a failed one."""
    while True:
        try:
            deleted = await asyncio.to_thread(
                retain,
                records.engine,
                days=settings.retention_days,
                request_days=settings.handoff_retention_days,
            )
        except RecordsUnavailable as error:
            log.error("%s", error)
            await asyncio.sleep(retry)
        except Exception as error:  # a failed run must not end the job
            log.error("The daily deletion failed: %s", type(error).__name__)
            await asyncio.sleep(retry)
        else:
            if any(deleted.values()):
                rows = ", ".join(f"{name} {number}" for name, number in deleted.items() if number)
                log.info("Deleted what was too old: %s", rows.replace("_", " "))
            await asyncio.sleep(every)
