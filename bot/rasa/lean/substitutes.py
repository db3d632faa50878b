"""What does the work where Rasa needs a function or a module all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, ClassVar, NoReturn

from bot.rasa.lean.not_installed import NotInstalled
from bot.rasa.lean.stand_ins import stand_in

Fill = Callable[[ModuleType], None]
"""Fills an empty module with the names that Rasa imports from it."""

# --- Functions of packages ---------------------------------------------------------------------


def run_graph(graph: Mapping[str, tuple[Any, ...]], targets: list[str]) -> list[Any]:
    """`dask.get` for graphs as Rasa builds them.

    Args:
        graph: each node by its name: a callable and the names of the nodes it needs. A node that
            does not begin with a callable is a value.
    """
    done: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in done:
            node = graph[name]
            done[name] = node[0](*map(value, node[1:])) if callable(node[0]) else node
        return done[name]

    return [value(name) for name in targets]


def no_sentry(**_settings: object) -> Callable[[object, str, Any], Any]:
    """`structlog_sentry.SentryProcessor`: passes every log line on unchanged."""
    return lambda _logger, _method, event: event


def random_name(**_settings: object) -> str:
    """`randomname.get_name`, which names the file of a model that was given no name."""
    from secrets import token_hex

    return token_hex(4)


def distribution(package: str) -> Any:
    """`pkg_resources.get_distribution`."""
    from importlib import metadata

    return metadata.distribution(package)


def resource_filename(package: str, name: str) -> str:
    """`pkg_resources.resource_filename`."""
    from pathlib import Path

    return str(Path(str(import_module(package).__file__)).parent / name)


def resource_stream(package: str, name: str) -> Any:
    """`pkg_resources.resource_stream`."""
    from pathlib import Path

    return Path(resource_filename(package, name)).open("rb")


# --- Names that newer releases have dropped or moved -------------------------------------------


def legacy_version() -> type:
    """`packaging.version.LegacyVersion`: what packaging 21 made of a version it could not read."""
    return type("LegacyVersion", (), {})


def visible_deprecation_warning() -> Any:
    """`numpy.VisibleDeprecationWarning`, where numpy 2 keeps it."""
    return import_module("numpy.exceptions").VisibleDeprecationWarning


# --- Modules -----------------------------------------------------------------------------------


def component(name: str, package: str, *types: str) -> Fill:
    """A module with one component that Rasa knows by name and that needs a missing `package`.

    Rasa asks every component for its packages, and names the missing ones before it trains.
    """

    def fill(module: ModuleType) -> None:
        from rasa.engine.graph import GraphComponent
        from rasa.engine.recipes.default_recipe import DefaultV1Recipe

        def refuse(*_args: object, **_keywords: object) -> NoReturn:
            raise NotInstalled(f"{package}, by {name}")

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
        component_types = [getattr(DefaultV1Recipe.ComponentType, one) for one in types]
        setattr(module, name, DefaultV1Recipe.register(component_types, is_trainable=True)(made))

    return fill


def type_hints(package: str, *names: str) -> Fill:
    """A module that Rasa imports for type hints only."""
    return lambda module: module.__dict__.update(
        {name: stand_in(f"{package}.{name}") for name in names}
    )


def nothing(_module: ModuleType) -> None:
    """A module from which nothing is imported."""


def rasa_channels(module: ModuleType) -> None:
    """`rasa.core.channels`, without importing every channel."""
    channel = import_module("rasa.core.channels.channel")
    for name in ("InputChannel", "OutputChannel", "UserMessage", "CollectingOutputChannel"):
        setattr(module, name, getattr(channel, name))
    module.__dict__["BUILTIN_CHANNELS"] = _RasaChannels()


class _RasaChannels(Mapping[str, Any]):
    """Rasa's own channels by name; each is imported when it is looked up."""

    CLASSES: ClassVar[dict[str, str]] = {
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
        module, _, cls = self.CLASSES[name].partition(".")
        return getattr(import_module(f"rasa.core.channels.{module}"), cls)

    def __contains__(self, name: object) -> bool:
        return name in self.CLASSES

    def __iter__(self) -> Iterator[str]:
        return iter(self.CLASSES)

    def __len__(self) -> int:
        return len(self.CLASSES)
