"""What most processes never use is imported when it is first used, and works as always then."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from importlib.machinery import PathFinder

import pytest

from bot.rasa.lean.deferred import Deferred


def test_a_deferred_name_can_be_used_like_the_real_one() -> None:
    deferred = Deferred("decimal", "Decimal")
    assert deferred("1.5") == Decimal("1.5")
    assert deferred.from_float(0.5) == Decimal("0.5")
    assert isinstance(Decimal(1), deferred)  # type: ignore[arg-type]
    assert not isinstance(1, deferred)  # type: ignore[arg-type]

    class Amount(deferred):  # type: ignore[misc, valid-type]
        pass

    assert Amount.__mro__[1] is Decimal
    assert list[deferred]  # type: ignore[valid-type]


def test_a_deferred_package_has_its_submodules() -> None:
    package = Deferred("xml.dom.minidom")
    assert package.dom.minidom.Document.__name__ == "Document"


def test_a_missing_name_is_reported_when_it_is_used() -> None:
    with pytest.raises(AttributeError, match="Nothing"):
        Deferred("decimal", "Nothing")()
    assert not hasattr(Deferred("decimal", "Nothing"), "__wrapped__")


def test_the_agent_is_imported_without_what_only_training_needs() -> None:
    run = _python(
        "import bot.rasa.agent, rasa.engine.recipes.default_components, sys;"
        "import bot.rasa.components.intent_classifier, bot.rasa.components.activity_classifier, bot.rasa.components.term_extractor;"
        "print(*{'sklearn', 'matplotlib', 'requests', 'typer', 'scipy.stats'} & sys.modules.keys())"
    )
    assert run.stdout.split() == []


@pytest.mark.skipif(PathFinder.find_spec("weasel") is not None, reason="weasel is installed")
def test_spacy_works_without_its_commands() -> None:
    run = _python(
        "import bot, spacy;print([token.text for token in spacy.blank('en')('Two words.')])"
    )
    assert run.stdout.split("\n")[0] == "['Two', 'words', '.']"
    refused = _python("import bot, spacy; spacy.info()", check=False)
    assert "weasel is not installed" in refused.stderr


def test_rasas_own_classifier_still_finds_scikit_learn() -> None:
    run = _python(
        "import bot, sys;"
        "from rasa.nlu.classifiers import logistic_regression_classifier as module;"
        "before = 'sklearn' in sys.modules;"
        "print(before, module.LogisticRegression(C=3).C, 'sklearn' in sys.modules)"
    )
    assert run.stdout.split() == ["False", "3", "True"]


def _python(program: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        check=check,
    )
