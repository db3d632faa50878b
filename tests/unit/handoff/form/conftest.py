"""Somebody who fills in the form on the website."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from tests.unit.handoff.form.filling import Filling


@pytest.fixture
def filling(pack: Pack) -> Filling:
    return Filling(pack)
