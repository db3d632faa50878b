"""The base class for what a pack's files hold, and its faults in words for an editor."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

EXTRA, MISSING = "extra_forbidden", "missing"
"""Pydantic's names of two kinds of fault: an unknown key, and one that is not there."""


class Strict(BaseModel):
    """Part of a pack's file. An unknown key is a fault, and nothing can change once it is loaded.

    A number where text is expected (`title: 2026`) is taken as text.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True
    )


def what_is_wrong(error: ValidationError | TypeError, *, no_keys: str) -> str:
    """The first fault: the place and what is wrong there.

    Args:
        no_keys: what to say where `Model(**value)` failed because `value` has no keys.
    """
    if isinstance(error, TypeError):
        return no_keys
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"“{place}”: {message_of(first['msg'])}" if place else message_of(first["msg"])


def message_of(message: str) -> str:
    """Pydantic's sentence about one fault, without the name of an exception before it."""
    return message.removeprefix("Value error, ")
