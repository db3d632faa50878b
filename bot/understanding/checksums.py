"""Files of the project that must be the very ones it was published with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

SUMS = "SHA256SUMS"


class PublishedFileError(ValueError):
    """A file is missing or not the one that was published with the project."""


def verify(folder: Path, names: Sequence[str]) -> None:
    """Check the files `names` against `SHA256SUMS` beside them.

    Raises:
        PublishedFileError: a file is missing or was changed.
    """
    mend = f"Fetch it again with `git checkout models/{folder.name}`."
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        wanted = {name: digest for digest, name in (line.split() for line in lines)}
        for name in names:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != wanted.get(name):
                raise PublishedFileError(
                    f"{folder / name} is not the file published with the project. {mend}"
                )
    except FileNotFoundError as error:
        raise PublishedFileError(f"{error.filename} is missing. {mend}") from None
