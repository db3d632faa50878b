"""Looks each import of Rasa up in the lists. `install` puts it before Python's own finders."""

from __future__ import annotations

import builtins
import sys
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType, SimpleNamespace
from typing import Any

from bot.rasa.lean.deferred import Deferred
from bot.rasa.lean.lists import ADDED, DEFERRED, LEFT_OUT, PLUGINS, REPLACED
from bot.rasa.lean.not_installed import NotInstalled
from bot.rasa.lean.stand_ins import StandInModule
from bot.rasa.lean.substitutes import Fill

PREFIXES = ("rasa.", "rasa_sdk.", "textstat.")
"""Modules whose imports are looked up. textstat imports pkg_resources, as Rasa does."""

ERROR_NAMES = ("Error", "Exception", "Warning", "*")
"""Ends of names that cannot be deferred: an `except` needs the class itself."""


def install() -> None:
    """Let Rasa be imported without what is not installed. Does nothing the second time."""
    if not any(isinstance(finder, LeanFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, LeanFinder())


class LeanFinder(MetaPathFinder):
    """Finds Rasa's modules and the replaced ones; all others are left to Python's finders."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module as Python finds it, with a loader of ours."""
        if not name.startswith(PREFIXES) and name not in REPLACED:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        if name in REPLACED and not _installed(REPLACED[name].package):
            spec.loader = _ReplacedModule(REPLACED[name].fill)
        elif name.startswith(PREFIXES):
            spec.loader = _LeanModule(spec.loader.name, str(spec.loader.path))
        return spec


class _ReplacedModule(Loader):
    """Fills a module with what replaces its code."""

    def __init__(self, fill: Fill) -> None:
        self._fill = fill

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self._fill(module)


class _LeanModule(SourceFileLoader):
    """Runs a module's own code; only its `import` statements are ours."""

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ in ADDED:
            package, name, make = ADDED[module.__name__]
            if not hasattr(import_module(package), name):
                setattr(import_module(package), name, make())
        module.__dict__["__builtins__"] = _BUILTINS
        _BEING_IMPORTED.add(module.__name__)
        try:
            super().exec_module(module)
        finally:
            _BEING_IMPORTED.discard(module.__name__)


def lean_import(
    name: str, names: Any = None, local: Any = None, wanted: Any = (), level: int = 0
) -> Any:
    """`__import__` for the modules whose imports are looked up.

    Args:
        names, local: the global and local names where the statement stands.
        wanted: the names after `import` in `from … import …`.
        level: how many dots a relative import begins with.

    Raises:
        NotInstalled: a package is missing that no list names.
    """
    package = name.partition(".")[0]
    if level == 0 and package in missing_packages():
        module = StandInModule(name if wanted else package)
        module.__dict__.update(LEFT_OUT[package])
        return module
    if level == 0 and _to_be_deferred(package) and _at_module_level(names):
        if not wanted:
            return Deferred(name)
        if not any(one.endswith(ERROR_NAMES) for one in wanted):
            return SimpleNamespace(**{one: Deferred(name, one) for one in wanted})
    try:
        return builtins.__import__(name, names, local, wanted, level)
    except ModuleNotFoundError as error:
        if level == 0 and error.name == package and package not in PLUGINS:
            raise NotInstalled(name) from None
        raise


_BUILTINS = {**vars(builtins), "__import__": lean_import}

_BEING_IMPORTED: set[str] = set()
"""Modules whose own code is running at this moment."""


def _to_be_deferred(package: str) -> bool:
    return package in DEFERRED and package not in sys.modules


def _at_module_level(names: Any) -> bool:
    """Whether the statement is run by a module being imported, not by a function being called."""
    return names is not None and names.get("__name__") in _BEING_IMPORTED


@cache
def missing_packages() -> frozenset[str]:
    """The packages that are left out and not installed."""
    return frozenset(package for package in LEFT_OUT if not _installed(package))


def _installed(package: str) -> bool:
    return PathFinder.find_spec(package) is not None
