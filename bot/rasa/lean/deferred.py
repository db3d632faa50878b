"""Stands for a package, or for a name of one, that is imported when it is first used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


class Deferred:
    """Imports what it stands for when that is called, subclassed or asked for a name."""

    def __init__(self, module: str, name: str | None = None) -> None:
        """`module` in full; `name`: one of its names, or None for its outermost package."""
        self._module = module
        self._name = name

    def _used(self) -> Any:
        module = import_module(self._module)
        if self._name is None:
            return sys.modules[self._module.partition(".")[0]]
        return getattr(module, self._name)

    def __getattr__(self, name: str) -> Any:
        """A name of the real thing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._used(), name)

    def __call__(self, *values: Any, **named: Any) -> Any:
        """A call of the real thing."""
        return self._used()(*values, **named)

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[Any]:
        """A subclass is one of the real thing."""
        return (self._used(),)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self._used())
