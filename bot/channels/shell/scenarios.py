"""Written conversations, played to the assistant: in tests, in the shell and in benchmarks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import GuideError


class ScenarioFault(GuideError):
    """A file of scenarios that cannot be read."""


class Turn(BaseModel):
    """What a person `says`, or the title of the button that they press, and the expected replies.

    `card` is the id of the first reply's card, `decision` the assistant's decision, and `hears`
    words that the replies must contain. What is not given is not checked.
    """

    # An unknown key, such as a misspelt one, would be an expectation that is never checked.
    model_config = ConfigDict(extra="forbid")

    says: str | None = None
    presses: str | None = None
    card: str | None = None
    decision: str | None = None
    hears: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.says is None) == (self.presses is None):
            raise ValueError("a turn either says or presses something")
        return self

    @property
    def did(self) -> str:
        """What the person said, or the title of the button that they pressed, in brackets."""
        return self.says if self.says is not None else f"[{self.presses}]"


class Scenario(BaseModel):
    """One written conversation, and the `situation` that it is an example of."""

    model_config = ConfigDict(extra="forbid")

    name: str
    situation: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Heard:
    """What came back: the text of all replies, the id of the first reply's card, and the decision.

    `buttons` has the titles of all buttons, each with its `press`.
    """

    text: str
    card: str | None
    decision: str | None
    buttons: dict[str, str]


Take = Callable[[str | None, str | None], Awaitable[Heard]]
"""Takes a turn in one conversation: called with a text and None, or None and a button's press."""


def load_scenarios(path: Path) -> list[Scenario]:
    """Read a file of scenarios.

    Raises:
        ScenarioFault: the file is missing or wrong; the message names it, and a wrong field.
    """
    try:
        loaded = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return [Scenario(**one) for one in loaded]
    except FileNotFoundError:
        raise ScenarioFault(f"{path}: the file is missing.") from None
    except (YAMLError, UnicodeDecodeError, TypeError) as error:
        raise ScenarioFault(f"{path}: expected a list of scenarios ({error}).") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScenarioFault(f"{path}: {where}: {first['msg']}.") from None


async def play(
    turns: Sequence[Turn], take: Take, show: Callable[[Turn, Heard], None] = lambda *_: None
) -> list[str]:
    """Play a conversation; returns one line for each fault, where it did not go as written.

    It ends early at a button that was not offered. `show` is called after each turn.
    """
    faults = []
    buttons: dict[str, str] = {}
    for turn in turns:
        if turn.presses is not None and turn.presses not in buttons:
            faults.append(f"no button {turn.did} among {sorted(buttons)}")
            break
        heard = await take(turn.says, buttons[turn.presses] if turn.presses is not None else None)
        show(turn, heard)
        faults += _differences(turn, heard)
        buttons = heard.buttons
    return faults


def _differences(turn: Turn, heard: Heard) -> list[str]:
    found = []
    if not heard.text.strip():
        found.append(f"{turn.did}: no answer")
    for name in ("card", "decision"):
        wanted, came = getattr(turn, name), getattr(heard, name)
        if wanted is not None and wanted != came:
            found.append(f"{turn.did}: {name} {came} in place of {wanted}: {heard.text!r}")
    found += [
        f"{turn.did}: {words!r} is not in {heard.text!r}"
        for words in turn.hears
        if words not in heard.text
    ]
    return found
