"""The four lists: what is left out of Rasa, what replaces it, what is added, what is deferred."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from bot.rasa.lean import substitutes
from bot.rasa.lean.stand_ins import stand_in
from bot.rasa.lean.substitutes import Fill, component, type_hints

LEFT_OUT: dict[str, dict[str, Any]] = {
    "aio_pika": {},
    "aiormq": {},
    "apscheduler": {},
    "boto3": {},
    "colorclass": {},
    "dask": {"get": substitutes.run_graph},
    "jwt": {},
    "matplotlib": {},
    "pkg_resources": {  # setuptools 81 dropped it
        "get_distribution": substitutes.distribution,
        "resource_filename": substitutes.resource_filename,
        "resource_stream": substitutes.resource_stream,
    },
    "pymongo": {},
    "pytz": {},
    "randomname": {"get_name": substitutes.random_name},
    "sanic": {},
    "structlog_sentry": {"SentryProcessor": substitutes.no_sentry},
    "terminaltables": {},
}
"""Packages that Rasa imports and does not need here, with the names in them that have to work.

Where one is not installed, Rasa imports a stand-in for it: used, it raises `NotInstalled`.
"""


class Replaced(NamedTuple):
    """A module that is replaced as long as `package` is not installed, and what fills it then."""

    package: str
    fill: Fill


_TF = "tensorflow"
_END_TO_END = "POLICY_WITH_END_TO_END_SUPPORT"

REPLACED: dict[str, Replaced] = {
    "rasa.core.channels": Replaced("sanic", substitutes.rasa_channels),
    "rasa.nlu.classifiers.diet_classifier": Replaced(
        _TF, component("DIETClassifier", _TF, "INTENT_CLASSIFIER", "ENTITY_EXTRACTOR")
    ),
    "rasa.nlu.selectors.response_selector": Replaced(
        _TF, component("ResponseSelector", _TF, "INTENT_CLASSIFIER")
    ),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": Replaced(
        _TF, component("ConveRTFeaturizer", _TF, "MESSAGE_FEATURIZER")
    ),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": Replaced(
        _TF, component("LanguageModelFeaturizer", _TF, "MESSAGE_FEATURIZER")
    ),
    "rasa.core.policies.ted_policy": Replaced(_TF, component("TEDPolicy", _TF, _END_TO_END)),
    "rasa.core.policies.unexpected_intent_policy": Replaced(
        _TF, component("UnexpecTEDIntentPolicy", _TF, _END_TO_END)
    ),
    # rasa.utils.train_utils names these; every entity extractor imports it.
    "rasa.utils.tensorflow.callback": Replaced(
        _TF, type_hints(_TF, "RasaTrainingLogger", "RasaModelCheckpoint")
    ),
    "rasa.utils.tensorflow.data_generator": Replaced(
        _TF, type_hints(_TF, "RasaBatchDataGenerator")
    ),
    # spaCy's commands, which `import spacy` brings in for one function: 40 % of its time.
    "spacy.cli": Replaced("weasel", substitutes.nothing),
    "spacy.cli.info": Replaced(
        "weasel", lambda module: setattr(module, "info", stand_in("weasel.info"))
    ),
}
"""Modules that are replaced.

Components that need TensorFlow stay known to Rasa by name, so that it says what is missing when a
configuration names one. Rasa's channels are imported when they are named.
"""


class Added(NamedTuple):
    """A name that a module needs and that a newer release of `package` lacks."""

    package: str
    name: str
    make: Callable[[], Any]


ADDED: dict[str, Added] = {
    "rasa.shared.utils.validation": Added(
        "packaging.version", "LegacyVersion", substitutes.legacy_version
    ),
    "rasa.utils.common": Added(
        "numpy", "VisibleDeprecationWarning", substitutes.visible_deprecation_warning
    ),
}
"""By the module of Rasa that needs it: what is added before that module is imported."""

DEFERRED = frozenset({"matplotlib", "requests", "sklearn"})
"""Packages that Rasa imports when it is imported, and that are here imported when first used.

A serving process uses none of them, and scikit-learn alone takes 60 MB and half a second.
"""

PLUGINS = frozenset({"rasa_plus", "rasa_sdk_plugins"})
"""Packages that Rasa looks for and does without: for them an import fails as it always did."""
