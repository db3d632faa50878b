"""A centre over empty records in memory."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.records.store import Records
from tests.support.handing_off import Centre


@pytest.fixture
def centre(records: Records, pack: Pack) -> Centre:
    return Centre(records, pack)
