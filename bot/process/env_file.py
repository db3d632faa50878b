"""The settings file, `.env`: where it is, and the mistakes in it that would go unnoticed."""

from __future__ import annotations

import io
import os
from pathlib import Path

from dotenv.parser import parse_stream

from bot.errors import SettingError
from bot.paths import ROOT

POINTER = "PPI_ENV_FILE"
"""The environment variable that names another file. It has no effect in the file itself."""


def env_file() -> Path:
    """The file to read; a relative path in the environment starts at the project's folder.

    Raises:
        SettingError: the environment names a file that does not exist.
    """
    named = os.environ.get(POINTER)
    if not named:
        return ROOT / ".env"
    path = ROOT / named
    if not path.is_file():
        raise SettingError(f"{POINTER} names a file that is not there: {path}.")
    return path


def names_in(path: Path) -> list[str]:
    """The names of the settings in the file; none when there is no file.

    Raises:
        SettingError: naming the line, but not what it says, which may be a secret.
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
        # The parser counts the blank lines before a setting as part of it.
        blank = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + binding.original.string[:blank].count("\n")
        where = f"Line {line} of {path.name}"
        if binding.error:  # python-dotenv would skip the line
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
