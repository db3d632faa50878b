"""Files in `models/` that must be exactly those that the project was published with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

SUMS_FILE = "SHA256SUMS"


class ChecksumError(ValueError):
    """A file is missing, or is not the one that was published with the project."""


def verify_checksums(folder: Path, names: Sequence[str]) -> None:
    """Check the files `names` in `folder` against the `SHA256SUMS` beside them.

    Raises:
        ChecksumError: a file is missing or was changed.
    """
    fix = f"Fetch it again with `git checkout models/{folder.name}`."
    try:
        lines = (folder / SUMS_FILE).read_text(encoding="utf-8").splitlines()
        expected = {name: digest for digest, name in (line.split() for line in lines)}
        for name in names:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != expected.get(name):
                raise ChecksumError(
                    f"{folder / name} is not the file published with the project. {fix}"
                )
    except FileNotFoundError as error:
        raise ChecksumError(f"{error.filename} is missing. {fix}") from None
