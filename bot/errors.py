"""Errors that are meant for people: each is one line that says what happened and what to do.

Several rooms raise or handle the errors here. Any other stands beside the code that raises it, and
is a GuideError too. What a visitor to the website gets for each: bot/channels/web/problems.py.
"""

from __future__ import annotations


class GuideError(Exception):
    """One readable line: what happened, what was kept, what to do. It quotes no visitor."""


# -- for whoever runs the assistant ----------------------------------------------------------------


class SettingError(GuideError):
    """A wrong value in the environment or in `.env`."""


class ContentError(GuideError):
    """A card or pack that cannot be used; the message names the file, the line and the fix."""


class ModelMissing(GuideError):
    """There is no trained model, or it does not load."""


class RecordsUnavailable(GuideError):
    """The database cannot be read or written."""


# -- for a visitor ---------------------------------------------------------------------------------


class TurnError(GuideError):
    """A message that could not be answered. `ask --jsonl` prints the class's name as a code."""


class MessageConflict(TurnError):
    """A message id was used again, for another message."""


class UnknownConversation(TurnError):
    """There is no such conversation, or it has expired or been deleted."""


class UnknownOffer(TurnError):
    """A button that was never offered in this conversation."""


class NotReady(TurnError):
    """The model is still loading, or does not load."""


class TooSlow(TurnError):
    """The answer did not come in time."""


class Overtaken(TurnError):
    """Another turn of the conversation was written while this one was worked out. Try it again."""


class WrongField(TurnError):
    """A field of the form for a person that cannot be used; the message says what to enter."""

    def __init__(self, field: str, message: str) -> None:
        """`field`: its name."""
        super().__init__(message)
        self.field = field


class NoDelivery(TurnError):
    """Messages for a person cannot be delivered at the moment; the message says what to do."""
