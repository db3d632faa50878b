"""The file of settings, `.env`: where it is, and what in it would be misread in silence."""

from __future__ import annotations

import io
import os
from pathlib import Path

from dotenv.parser import parse_stream

from bot.errors import SettingError
from bot.paths import ROOT

POINTER = "PPI_ENV_FILE"
"""Names another file, as one outside the project's folder: in the environment only."""


def env_file() -> Path:
    """The file that is read; a relative path in the environment is from the project's folder.

    Raises:
        SettingError: another file is named, and is not there.
    """
    named = os.environ.get(POINTER)
    if not named:
        return ROOT / ".env"
    path = ROOT / named
    if not path.is_file():
        raise SettingError(f"{POINTER} names a file that is not there: {path}.")
    return path


def names_in(path: Path) -> list[str]:
    """The names that the file sets; none when there is no file.

    Raises:
        SettingError: naming the line. What stands in it is not repeated, as it may be a secret.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise SettingError(f"The file {path.name} is not UTF-8. Save it as UTF-8 text.") from None
    except OSError as error:
        raise SettingError(f"The file {path.name} cannot be read: {error.strerror}.") from None
    names = []
    for binding in parse_stream(io.StringIO(text)):
        # The blank lines before it belong to it.
        blank = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + binding.original.string[:blank].count("\n")
        where = f"Line {line} of {path.name}"
        if binding.error:  # python-dotenv itself would leave the line out
            raise SettingError(
                f"{where} cannot be read. Write it as NAME=value. Where quotation marks stand "
                "round a value, there can be none of the same kind in it."
            )
        if binding.key is None:
            continue
        if binding.value is None:
            raise SettingError(f"{where} sets nothing. Write it as NAME=value.")
        if binding.original.string.partition("=")[2].lstrip().startswith("#"):
            raise SettingError(
                f"{where} has a comment where its value should be. "
                "Put the comment on a line of its own."
            )
        names.append(binding.key)
    return names
