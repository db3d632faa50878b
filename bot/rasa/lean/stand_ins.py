"""Stand-ins for what is not installed: they can be imported and named, and refuse to be used."""

from __future__ import annotations

from types import ModuleType
from typing import Any, NoReturn

from bot.rasa.lean.not_installed import NotInstalled


class StandIn(type):
    """The class of stand-ins: enough for an import, a type hint and an `except`, and no more.

    The docstring of a stand-in is the dotted name of what it stands for.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], names: dict[str, Any]) -> StandIn:
        """To subclass a stand-in is to use it.

        Raises:
            NotInstalled: one of `bases` is a stand-in.
        """
        for base in bases:
            if isinstance(base, StandIn):
                raise NotInstalled(str(base.__doc__))
        return super().__new__(cls, name, bases, names)

    def __getattr__(cls, name: str) -> Any:
        """An attribute of a stand-in is a stand-in."""
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{cls.__doc__}.{name}")

    def __call__(cls, *_args: object, **_keywords: object) -> NoReturn:
        """To call a stand-in is to use it."""
        raise NotInstalled(str(cls.__doc__))

    def __iter__(cls) -> NoReturn:
        raise NotInstalled(str(cls.__doc__))


def stand_in(what: str) -> type:
    """A stand-in for the dotted name `what`; for an error it is one that nobody raises."""
    name = what.rpartition(".")[2]
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {"__doc__": what})
    return StandIn(name, (), {"__doc__": what})


class StandInModule(ModuleType):
    """A package, or a module of one, in which every name is a stand-in."""

    def __getattr__(self, name: str) -> Any:
        """A stand-in."""
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{self.__name__}.{name}")
