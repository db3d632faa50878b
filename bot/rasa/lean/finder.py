"""Rasa 3.6.21 without TensorFlow, Sanic, brokers and what else only its unused parts need.

Rasa imports them all at its own import. `install()` puts a finder before Python's own that acts on
Rasa's modules, and on the two of spaCy's that bring in its commands, and on nothing else:

- `LEFT_OUT`: an import of one of these by Rasa gives a stand-in when it is not installed. Using a
  stand-in raises `NotInstalled`. Other code that asks for the package finds it missing, as it is.
- `INSTEAD`: modules that are replaced: components that need TensorFlow are known to Rasa by name,
  and Rasa says so when a configuration names one; Rasa's channels are imported when named.
- `ADDED`: names that Rasa wants of newer releases that have dropped or moved them.
- `DEFERRED`: packages that Rasa's modules import at their own import and most processes never use.

What is installed is used: with TensorFlow there, Rasa's own modules are imported untouched.
Rasa has had its last open-source release, so these lists do not go out of date.
`bot/__init__.py` calls `install()`; the command `rasa` is bot/rasa/command_line.py.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar, NoReturn

from bot.rasa.lean.deferred import Deferred

HOW = {"tensorflow": "Rasa's own pins, on Python 3.10 (docs/decisions/0011)"}


class NotInstalled(ModuleNotFoundError):
    """A part of Rasa was used whose package this project leaves out."""

    def __init__(self, what: str) -> None:
        """`what`: the dotted name that was used."""
        package = what.partition(".")[0]
        super().__init__(
            f"“{what}” was used, but {package} is not installed: this project does without. "
            f"Install {HOW.get(package, package)} for the part of Rasa that needs it.",
            name=package,
        )


# --- Stand-ins ---------------------------------------------------------------------------------


class StandIn(type):
    """The class of stand-ins: good for an import, a type hint and an `except`, and no more."""

    def __new__(cls, name: str, bases: tuple[type, ...], names: dict[str, Any]) -> StandIn:
        """A subclass of a stand-in is a use of it."""
        for base in bases:
            if isinstance(base, StandIn):
                raise NotInstalled(str(base.__doc__))
        return super().__new__(cls, name, bases, names)

    def __getattr__(cls, name: str) -> Any:
        """A name of a stand-in is another."""
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{cls.__doc__}.{name}")

    def __call__(cls, *_args: object, **_more: object) -> NoReturn:
        """A call is a use."""
        raise NotInstalled(str(cls.__doc__))

    def __iter__(cls) -> NoReturn:
        raise NotInstalled(str(cls.__doc__))


def stand_in(what: str) -> type:
    """A stand-in for the dotted name `what`."""
    name = what.rpartition(".")[2]
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {"__doc__": what})
    return StandIn(name, (), {"__doc__": what})


class Package(ModuleType):
    """A package, or a module of one, in which every name is a stand-in."""

    def __getattr__(self, name: str) -> Any:
        """A stand-in."""
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{self.__name__}.{name}")


def _run_graph(graph: Mapping[str, tuple[Any, ...]], targets: list[str]) -> list[Any]:
    """`dask.get`, as Rasa uses it: a node is a callable with the names of what it needs.

    What cannot be called is a value handed in.
    """
    done: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in done:
            node = graph[name]
            done[name] = node[0](*map(value, node[1:])) if callable(node[0]) else node
        return done[name]

    return [value(name) for name in targets]


def _no_sentry(**_settings: object) -> Callable[[object, str, Any], Any]:
    """`SentryProcessor`: hands every line of the log on as it is."""
    return lambda _logger, _method, event: event


def _random_name(**_wishes: object) -> str:
    """`randomname.get_name`: for the file of a model that was given no name."""
    from secrets import token_hex

    return token_hex(4)


def _distribution(package: str) -> Any:
    from importlib.metadata import distribution

    return distribution(package)


def _resource_filename(package: str, name: str) -> str:
    from pathlib import Path

    return str(Path(str(import_module(package).__file__)).parent / name)


def _resource_stream(package: str, name: str) -> Any:
    from pathlib import Path

    return Path(_resource_filename(package, name)).open("rb")


# --- The lists ---------------------------------------------------------------------------------

# Package: what of it has a task all the same.
LEFT_OUT: dict[str, dict[str, Any]] = {
    "aio_pika": {},
    "aiormq": {},
    "apscheduler": {},
    "boto3": {},
    "colorclass": {},
    "dask": {"get": _run_graph},
    "jwt": {},
    "matplotlib": {},
    "pkg_resources": {  # setuptools 81 dropped it
        "get_distribution": _distribution,
        "resource_filename": _resource_filename,
        "resource_stream": _resource_stream,
    },
    "pymongo": {},
    "pytz": {},
    "randomname": {"get_name": _random_name},
    "sanic": {},
    "structlog_sentry": {"SentryProcessor": _no_sentry},
    "terminaltables": {},
}

DEFERRED = frozenset({"matplotlib", "requests", "sklearn"})
"""A serving process uses none of them, and scikit-learn alone takes 60 MB and half a second."""

# Module of Rasa: where it wants a name, the name, and what makes it.
ADDED: dict[str, tuple[str, str, Callable[[], Any]]] = {
    "rasa.shared.utils.validation": (
        "packaging.version",
        "LegacyVersion",  # what packaging 21 made of a version it could not read
        lambda: type("LegacyVersion", (), {}),
    ),
    "rasa.utils.common": (
        "numpy",
        "VisibleDeprecationWarning",
        lambda: import_module("numpy.exceptions").VisibleDeprecationWarning,
    ),
}


def _component(name: str, package: str, *types: str) -> Callable[[ModuleType], None]:
    """A module with one component, known to Rasa by name, that asks for a package."""

    def fill(module: ModuleType) -> None:
        from rasa.engine.graph import GraphComponent
        from rasa.engine.recipes.default_recipe import DefaultV1Recipe

        def refuse(*_args: object, **_more: object) -> NoReturn:
            raise NotInstalled(f"{package}, by {name}")

        # Rasa asks every component what it needs, and names what is missing before it trains.
        made = type(
            name,
            (GraphComponent,),
            {
                "__module__": module.__name__,
                "create": staticmethod(refuse),
                "load": staticmethod(refuse),
                "required_packages": staticmethod(lambda: [package]),
            },
        )
        kinds = [getattr(DefaultV1Recipe.ComponentType, kind) for kind in types]
        setattr(module, name, DefaultV1Recipe.register(kinds, is_trainable=True)(made))

    return fill


class _Channels(Mapping[str, Any]):
    """Rasa's own channels by name, each imported when it is asked for."""

    PLACES: ClassVar[dict[str, str]] = {
        "botframework": "botframework.BotFrameworkInput",
        "callback": "callback.CallbackInput",
        "cmdline": "console.CmdlineInput",
        "facebook": "facebook.FacebookInput",
        "hangouts": "hangouts.HangoutsInput",
        "mattermost": "mattermost.MattermostInput",
        "rasa": "rasa_chat.RasaChatInput",
        "rest": "rest.RestInput",
        "rocketchat": "rocketchat.RocketChatInput",
        "slack": "slack.SlackInput",
        "socketio": "socketio.SocketIOInput",
        "telegram": "telegram.TelegramInput",
        "twilio": "twilio.TwilioInput",
        "twilio_voice": "twilio_voice.TwilioVoiceInput",
        "webexteams": "webexteams.WebexTeamsInput",
    }

    def __getitem__(self, name: str) -> Any:
        module, _, cls = self.PLACES[name].partition(".")
        return getattr(import_module(f"rasa.core.channels.{module}"), cls)

    def __contains__(self, name: object) -> bool:
        return name in self.PLACES

    def __iter__(self) -> Iterator[str]:
        return iter(self.PLACES)

    def __len__(self) -> int:
        return len(self.PLACES)


def _channels(module: ModuleType) -> None:
    channel = import_module("rasa.core.channels.channel")
    for name in ("InputChannel", "OutputChannel", "UserMessage", "CollectingOutputChannel"):
        setattr(module, name, getattr(channel, name))
    module.__dict__["BUILTIN_CHANNELS"] = _Channels()


def _hints(*names: str) -> Callable[[ModuleType], None]:
    """A module that is imported for type hints only."""
    return lambda module: module.__dict__.update(
        {name: stand_in(f"tensorflow.{name}") for name in names}
    )


_TF = "tensorflow"
_END_TO_END = "POLICY_WITH_END_TO_END_SUPPORT"

# Module: what is missing when it is replaced, and what fills it then.
INSTEAD: dict[str, tuple[str, Callable[[ModuleType], None]]] = {
    "rasa.core.channels": ("sanic", _channels),
    "rasa.nlu.classifiers.diet_classifier": (
        _TF,
        _component("DIETClassifier", _TF, "INTENT_CLASSIFIER", "ENTITY_EXTRACTOR"),
    ),
    "rasa.nlu.selectors.response_selector": (
        _TF,
        _component("ResponseSelector", _TF, "INTENT_CLASSIFIER"),
    ),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": (
        _TF,
        _component("ConveRTFeaturizer", _TF, "MESSAGE_FEATURIZER"),
    ),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": (
        _TF,
        _component("LanguageModelFeaturizer", _TF, "MESSAGE_FEATURIZER"),
    ),
    "rasa.core.policies.ted_policy": (_TF, _component("TEDPolicy", _TF, _END_TO_END)),
    "rasa.core.policies.unexpected_intent_policy": (
        _TF,
        _component("UnexpecTEDIntentPolicy", _TF, _END_TO_END),
    ),
    # rasa.utils.train_utils names these; every entity extractor imports it.
    "rasa.utils.tensorflow.callback": (_TF, _hints("RasaTrainingLogger", "RasaModelCheckpoint")),
    "rasa.utils.tensorflow.data_generator": (_TF, _hints("RasaBatchDataGenerator")),
    # spaCy's commands, which `import spacy` brings in for one function: 40 % of its time.
    "spacy.cli": ("weasel", lambda module: None),
    "spacy.cli.info": ("weasel", lambda module: setattr(module, "info", stand_in("weasel.info"))),
}


# --- The finder --------------------------------------------------------------------------------


def _installed(package: str) -> bool:
    return PathFinder.find_spec(package) is not None


class _OwnImports(SourceFileLoader):
    """Runs a module's own code; only its `import` statements know the stand-ins."""

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ in ADDED:
            where, name, make = ADDED[module.__name__]
            if not hasattr(import_module(where), name):
                setattr(import_module(where), name, make())
        module.__dict__["__builtins__"] = _BUILTINS
        _RUNNING.add(module.__name__)
        try:
            super().exec_module(module)
        finally:
            _RUNNING.discard(module.__name__)


class _Filling(Loader):
    """Fills a module with what takes the place of its code."""

    def __init__(self, fill: Callable[[ModuleType], None]) -> None:
        self._fill = fill

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self._fill(module)


def _import(
    name: str, names: Any = None, more: Any = None, wanted: Any = (), level: int = 0
) -> Any:
    """`__import__` for Rasa's modules."""
    package = name.partition(".")[0]
    if level == 0 and package in _missing():
        found = Package(name if wanted else package)
        found.__dict__.update(LEFT_OUT[package])
        return found
    if level == 0 and _is_deferred(package) and _at_its_import(names):
        if not wanted:
            return Deferred(name)
        if not any(one.endswith(("Error", "Exception", "Warning", "*")) for one in wanted):
            return SimpleNamespace(**{one: Deferred(name, one) for one in wanted})
    try:
        return builtins.__import__(name, names, more, wanted, level)
    except ModuleNotFoundError as error:
        if level == 0 and error.name == package and package not in RASAS_OWN:
            raise NotInstalled(name) from None
        raise


_RUNNING: set[str] = set()
"""Modules of Rasa's whose own code is running: they are being imported."""


def _is_deferred(package: str) -> bool:
    return package in DEFERRED and package not in sys.modules


def _at_its_import(names: Any) -> bool:
    """Whether it is a module's own code that imports, not one of its functions when called."""
    return names is not None and names.get("__name__") in _RUNNING


RASAS_OWN = ("rasa_plus", "rasa_sdk_plugins")
"""Plugins that Rasa looks for and does without."""

_BUILTINS = {**vars(builtins), "__import__": _import}


@cache
def _missing() -> frozenset[str]:
    """What is left out and not installed."""
    return frozenset(package for package in LEFT_OUT if not _installed(package))


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not name.startswith(("rasa.", "rasa_sdk.", "textstat.")) and name not in INSTEAD:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        if name in INSTEAD and not _installed(INSTEAD[name][0]):
            spec.loader = _Filling(INSTEAD[name][1])
        elif not name.startswith("spacy."):
            spec.loader = _OwnImports(spec.loader.name, str(spec.loader.path))
        return spec


def install() -> None:
    """Let Rasa be imported without what is not installed. Does nothing the second time."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
