"""Errors that are meant for people.

GuideError                 one readable line: what happened, what was kept, what to do
├── SettingError           a wrong value in the environment or `.env`
├── ContentError           a broken card or pack, named by file and line
├── ModelMissing           no trained model, or one that does not load
├── TurnError              a message that could not be answered
│   ├── MessageConflict    the same message id was used for another text
│   ├── UnknownConversation  no such conversation, or it has expired
│   ├── UnknownOffer       a button that was never offered in this conversation
│   ├── NotReady           the model is still loading
│   ├── TooSlow            the answer did not come in time
│   ├── Overtaken          another process answered in this conversation meanwhile
│   ├── WrongField         a field of the form that cannot be used
│   └── NoDelivery         no message for a person can be delivered
└── RecordsUnavailable     the database cannot be read or written
"""

from __future__ import annotations


class GuideError(Exception):
    """One readable line for the person who can mend it."""


class SettingError(GuideError):
    """A wrong value in the environment or in `.env`."""


class ContentError(GuideError):
    """A card or pack that cannot be used; the message names the file, the line and the fix."""


class ModelMissing(GuideError):
    """There is no trained model, or it does not load."""


class TurnError(GuideError):
    """A message that could not be answered."""


class MessageConflict(TurnError):
    """A message id came again with another text."""


class UnknownConversation(TurnError):
    """No such conversation, or it has expired or been deleted."""


class UnknownOffer(TurnError):
    """A button that this conversation was never offered."""


class NotReady(TurnError):
    """The model is still loading."""


class TooSlow(TurnError):
    """The answer did not come in time."""


class Overtaken(TurnError):
    """Another process has written a turn of the conversation since this one was begun."""


class WrongField(TurnError):
    """A field of the form for a person that cannot be used; the message says what to give."""

    def __init__(self, field: str, message: str) -> None:
        """`field`: its name."""
        super().__init__(message)
        self.field = field


class NoDelivery(TurnError):
    """No message for a person can be delivered at the moment; the message says what to do."""


class RecordsUnavailable(GuideError):
    """The database cannot be read or written."""
