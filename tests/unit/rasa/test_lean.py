"""Rasa without TensorFlow, Sanic and the rest: each entry of bot/rasa/lean/lists.py is tested."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
import rasa
from rasa.engine.exceptions import GraphSchemaValidationException
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.validation import validate

from bot.rasa.bootstrap import prepare
from bot.rasa.lean import finder
from bot.rasa.lean.lists import ADDED, LEFT_OUT, REPLACED
from bot.rasa.lean.not_installed import NotInstalled
from bot.rasa.lean.stand_ins import stand_in
from bot.rasa.lean.substitutes import run_graph

WITHOUT_TENSORFLOW = not PathFinder.find_spec("tensorflow")
NEEDED = (
    "rasa.__main__", "rasa.core.agent", "rasa.model_training", "rasa.model_testing",
    "rasa.validator", "rasa.nlu.test", "rasa.nlu.run", "rasa.core.brokers.pika",
    "rasa.core.tracker_store", "rasa_sdk.executor",
)  # fmt: skip


@pytest.mark.parametrize("name", NEEDED)
def test_what_the_project_and_the_commands_use_imports(name: str) -> None:
    prepare()
    importlib.import_module(name)


def test_nobody_else_sees_the_stand_ins() -> None:
    importlib.import_module("rasa.core.tracker_store")
    for package in LEFT_OUT:
        if not PathFinder.find_spec(package):
            assert package not in sys.modules
            with pytest.raises(ModuleNotFoundError):
                importlib.import_module(package)


def _needs(package: str) -> None:
    if PathFinder.find_spec(package):
        pytest.skip(f"{package} is installed")


@pytest.mark.parametrize("package", LEFT_OUT)
def test_a_package_that_is_left_out_can_be_imported_by_rasa_and_says_so_when_used(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # matplotlib comes with the tests.
    monkeypatch.setattr(finder, "missing_packages", lambda: frozenset(LEFT_OUT))
    found = finder.lean_import(package, wanted=("something",))
    with pytest.raises(NotInstalled) as error:
        found.Something()
    assert str(error.value) == (
        f"“{package}.Something” was used, but {package} is not installed: this project does "
        f"without. Install {package} for the part of Rasa that needs it."
    )


# The names of packages left out that have to work, and whether they do.
SUBSTITUTES = {
    ("dask", "get"): lambda get: get({"a": ("given", 7)}, ["a"]) == [("given", 7)],
    ("pkg_resources", "get_distribution"): lambda get: get("rasa").version == "3.6.21",
    ("pkg_resources", "resource_filename"): lambda name: Path(name("rasa", "version.py")).is_file(),
    ("pkg_resources", "resource_stream"): lambda open_: b"3.6.21" in open_(
        "rasa", "version.py"
    ).read(),
    ("randomname", "get_name"): lambda name: name() != name(),
    ("structlog_sentry", "SentryProcessor"): lambda make: make(level=1)(None, "", "line") == "line",
}  # fmt: skip


@pytest.mark.parametrize(
    ("package", "name"),
    [(package, name) for package, works in LEFT_OUT.items() for name in works],
)
def test_a_substitute_does_the_work(
    package: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "missing_packages", lambda: frozenset(LEFT_OUT))
    found = getattr(finder.lean_import(package, wanted=(name,)), name)
    assert SUBSTITUTES[package, name](found)


@pytest.mark.parametrize("module", ADDED)
def test_a_name_that_a_newer_release_has_dropped_is_there_for_rasa(module: str) -> None:
    package, name, _make = ADDED[module]
    importlib.import_module(module)
    assert isinstance(getattr(importlib.import_module(package), name), type)


# Replaced modules that hold a component, and a configuration that names it.
REFUSED: dict[str, dict[str, object]] = {
    "rasa.nlu.classifiers.diet_classifier": {
        "pipeline": [{"name": "WhitespaceTokenizer"}, {"name": "DIETClassifier"}]
    },
    "rasa.nlu.selectors.response_selector": {
        "pipeline": [{"name": "WhitespaceTokenizer"}, {"name": "ResponseSelector"}]
    },
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": {
        "pipeline": [{"name": "WhitespaceTokenizer"}, {"name": "LanguageModelFeaturizer"}]
    },
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": {
        "pipeline": [{"name": "WhitespaceTokenizer"}, {"name": "ConveRTFeaturizer"}]
    },
    "rasa.core.policies.ted_policy": {"policies": [{"name": "TEDPolicy"}]},
    "rasa.core.policies.unexpected_intent_policy": {
        "policies": [{"name": "UnexpecTEDIntentPolicy"}]
    },
}
SPACYS_COMMANDS = ("spacy.cli", "spacy.cli.info")
TYPE_HINTS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}


def test_every_module_that_is_replaced_has_a_test() -> None:
    assert set(REPLACED) == {*REFUSED, *TYPE_HINTS, *SPACYS_COMMANDS, "rasa.core.channels"}


def test_spacys_commands_are_not_imported_with_it() -> None:
    """In a process of its own: this one may have what the test tools bring."""
    if PathFinder.find_spec("weasel"):
        pytest.skip("spaCy's commands are installed")
    program = (
        "import bot, sys, spacy; spacy.blank('en');"
        "from spacy.cli.info import info;"
        "print([one for one in sys.modules if one.startswith('spacy.cli')]); info()"
    )
    tried = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert sorted(ast.literal_eval(tried.stdout)) == sorted(SPACYS_COMMANDS)
    assert "weasel is not installed" in tried.stderr.splitlines()[-1]


@pytest.mark.parametrize("module", REFUSED)
def test_a_component_that_needs_tensorflow_is_refused_by_name_before_training(module: str) -> None:
    _needs("tensorflow")
    config = REFUSED[module]
    (component,) = [c["name"] for part in config.values() for c in part if "Whitespace" not in c["name"]]  # type: ignore[attr-defined]  # fmt: skip
    assert hasattr(importlib.import_module(module), component)
    whole = {"recipe": "default.v1", "assistant_id": "test", "language": "en", **config}
    found = DefaultV1Recipe().graph_config_for_recipe(whole, {})
    with pytest.raises(GraphSchemaValidationException) as error:
        validate(found)
    assert str(error.value).startswith(
        f"Component '{component}' requires the following packages which are currently "
        "not installed: tensorflow."
    )


@pytest.mark.parametrize("module", TYPE_HINTS)
def test_a_module_that_is_imported_for_type_hints_gives_names_that_cannot_be_used(
    module: str,
) -> None:
    _needs("tensorflow")
    for name in TYPE_HINTS[module]:
        hint = getattr(importlib.import_module(module), name)
        assert hint | None
        with pytest.raises(NotInstalled, match=r"Rasa's own pins, on Python 3\.10"):
            hint()


@pytest.mark.parametrize("channel", ["slack", "rest", "telegram"])
def test_a_channel_of_rasas_is_known_by_name_and_says_what_it_needs(channel: str) -> None:
    _needs("sanic")
    from rasa.core.channels import BUILTIN_CHANNELS

    assert channel in BUILTIN_CHANNELS
    with pytest.raises(NotInstalled, match="is not installed: this project does without"):
        BUILTIN_CHANNELS[channel]().blueprint(None)


def test_a_stand_in_can_be_named_but_not_used() -> None:
    sanic = stand_in("sanic.Sanic")
    assert sanic | None
    assert list[sanic]  # type: ignore[valid-type]
    for use in (lambda: sanic(), lambda: sanic.create(), lambda: list(sanic)):
        with pytest.raises(NotInstalled, match="sanic is not installed"):
            use()
    with pytest.raises(NotInstalled):
        type("Server", (sanic,), {})
    assert issubclass(stand_in("aiormq.exceptions.ChannelError"), Exception)


def test_a_graph_runs_each_node_once_in_the_order_of_need() -> None:
    ran: list[str] = []

    def node(name: str) -> object:
        return lambda *inputs: ran.append(name) or (name, inputs)

    graph = {
        "d": (node("d"), "b", "c"), "b": (node("b"), "a"), "c": (node("c"), "a"),
        "a": (node("a"), "given"), "given": ("given", 7), "unused": (node("unused"),),
    }  # fmt: skip
    found = run_graph(graph, ["d", "a"])  # type: ignore[arg-type]
    assert ran == ["a", "b", "c", "d"]
    assert found[1] == ("a", (("given", 7),))


def test_all_that_rasa_imports_at_its_import_is_installed_or_listed() -> None:
    """Over the modules of Rasa that this process has loaded."""
    for name in NEEDED:
        importlib.import_module(name)
    here = Path(rasa.__file__).parent
    unknown = set()
    for module in [*sys.modules.values()]:
        file = Path(getattr(module, "__file__", None) or "/")
        name = getattr(module, "__name__", "")
        if here not in file.parents or (name in REPLACED and WITHOUT_TENSORFLOW):
            continue
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Import):
                wanted = [alias.name for alias in statement.names]
            elif isinstance(statement, ast.ImportFrom) and not statement.level:
                wanted = [str(statement.module)]
            else:
                continue
            for package in {one.partition(".")[0] for one in wanted}:
                known = package in sys.stdlib_module_names or package in LEFT_OUT
                if not known and not PathFinder.find_spec(package):
                    unknown.add((name, package))
    assert unknown == set()
