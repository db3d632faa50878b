"""A placeholder for a package, or a name in one, that is imported when it is first used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


class Deferred:
    """Imports the real thing when it is called, subclassed or asked for an attribute."""

    def __init__(self, module: str, name: str | None = None) -> None:
        """Stand for `name` in `module`, or for the top-level package of `module`.

        Args:
            module: the full dotted name.
        """
        self._module = module
        self._name = name

    def _imported(self) -> Any:
        module = import_module(self._module)
        if self._name is None:
            return sys.modules[self._module.partition(".")[0]]
        return getattr(module, self._name)

    def __getattr__(self, name: str) -> Any:
        """An attribute of the real thing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._imported(), name)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Call the real thing."""
        return self._imported()(*args, **keywords)

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[Any]:
        """Let a subclass be one of the real thing."""
        return (self._imported(),)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self._imported())
