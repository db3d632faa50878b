"""Rasa 3.6.21 without TensorFlow, Sanic, brokers and what else only its unused parts need.

Rasa imports them all when it is imported itself. `finder.install`, which `bot/__init__.py` calls,
puts a finder before Python's own. It acts on the modules of Rasa and textstat, and on the two of
spaCy that bring in its commands. All other code finds a missing package missing.

What is installed is used: where TensorFlow is, Rasa's own modules are imported as they are. Rasa
has had its last open-source release, so the lists do not go out of date.

| file | holds |
|---|---|
| `lists.py` | four lists: what is left out, what replaces it, what is added, what is deferred |
| `not_installed.py` | the error that a person reads who uses what is left out |
| `stand_ins.py` | takes the place of a package that is left out: it can be imported, not used |
| `substitutes.py` | what does the work of the few functions and modules that are needed |
| `deferred.py` | takes the place of a package that is imported only when it is first used |
| `finder.py` | looks each import of Rasa up in the lists |

None of them imports Rasa when it is imported. Why: docs/decisions/0011-rasa-without-tensorflow.md.
"""
