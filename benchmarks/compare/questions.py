"""What the visitors ask both servers, and which of our cards answers it.

Ordinary questions in the words of visitors; none speaks of danger. Each can be understood alone, so
that its answer is the same wherever in a conversation it is asked.
"""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """A text, and the card that must answer it on our side; None when any card may."""

    text: str
    card: str | None


def typed(text: str, number: int) -> str:
    """The text as the visitor of this number types it: some of its letters are capitals.

    They change nothing in its meaning, but no two texts are the same: a server that remembers the
    last texts would otherwise be measured on its memory.
    """
    bits = iter(f"{number:b}"[::-1])
    return "".join(
        letter.upper() if letter.isalpha() and next(bits, "0") == "1" else letter for letter in text
    )


QUESTIONS = (
    Question("What is involvement?", "involvement"),
    Question("what does public engagement mean", "engagement"),
    Question("What is participation?", "participation"),
    Question("what is the difference between involvement and engagement", None),
    Question("how do I get involved", "how-to-get-involved"),
    Question("do you pay my train fare", "payment"),
    Question("how much of my time would it take", "time"),
    Question("I want to join a trial of a new treatment", "find-a-trial"),
    Question("could I be given a dummy pill", "trial-placebo"),
    Question("can I leave a trial when I like", "trial-leaving"),
    Question("is it risky to be in a trial", "trial-safety"),
    Question("who makes sure a trial is done properly", "trial-oversight"),
    Question("what is a biobank", "biobank"),
    Question("what is a steering group", "steering-group"),
    Question("what is co-production", "co-production"),
    Question("how can I reach Kelly Gleason", "contact"),
    Question("I do not want a bot I want a person", "contact"),
    Question("what do you store about me", "privacy"),
    Question("will it change my benefits", None),
    Question("my PPI tablets give me wind", "ppi-medicine"),
    Question("hello", "greeting"),
    Question("thank you so much", "thanks"),
    Question("tell me something funny", "joke"),
    Question("what is the weather in Leeds tomorrow", None),
)
CRISIS = Question("i want to kill myself", "crisis-self-harm")
