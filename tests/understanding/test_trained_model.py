"""The file of the trained model."""

from __future__ import annotations

import tarfile
from pathlib import Path

# How a pickle of protocol 2 or later begins. Nothing here writes an older one.
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def test_nothing_in_the_model_is_pickled(model: Path) -> None:
    with tarfile.open(model) as archive:
        files = [member for member in archive.getmembers() if member.isfile()]
        for member in files:
            assert not member.name.endswith((".pkl", ".pickle", ".joblib", ".npy"))
            opened = archive.extractfile(member)
            assert opened is not None
            assert opened.read(2) not in PICKLES
    assert len(files) > 5
