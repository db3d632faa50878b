"""Finds and reads the files of a pack.

The first pack, in `content/`, has the cards that any organisation can use, and every other pack
shares them. Each brings its own `pack.yml` and its own cards, which replace the shared cards with
the same id.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.content.cards import Kind
from bot.errors import ContentError
from bot.paths import SHARED_PACK

FOLDERS: dict[str, Kind] = {"terms": "term", "topics": "topic", "notices": "notice"}
PACK_FILE = "pack.yml"
QUIZ_FILE = "quiz.yml"
FORM_FILE = "form.yml"


def card_files(folder: Path) -> list[Path]:
    """The files of all cards, in a stable order: the pack's own and the shared ones that it uses.

    Raises:
        ContentError: the first pack's `pack.yml`, which says what is shared, cannot be read.
    """
    own = {path.relative_to(folder): path for path in _cards_in(folder)}
    if is_first_pack(folder):
        return list(own.values())
    not_shared = cards_not_shared()
    shared = {
        path.relative_to(SHARED_PACK): path
        for path in _cards_in(SHARED_PACK)
        if path.stem not in not_shared
    }
    return [path for _, path in sorted((shared | own).items())]


def other_files(folder: Path) -> list[Path]:
    """The files of a pack that are not cards: its own and the first pack's, if they exist."""
    return [
        path
        for pack in dict.fromkeys((folder, SHARED_PACK))
        for name in (PACK_FILE, QUIZ_FILE, FORM_FILE)
        if (path := pack / name).exists()
    ]


def own_or_shared(folder: Path, name: str) -> Path:
    """The pack's own file of this name, or the first pack's when it has none."""
    own = folder / name
    return own if own.exists() else SHARED_PACK / name


def is_first_pack(folder: Path) -> bool:
    """Whether this is the first pack, whose cards the others share."""
    return folder.resolve() == SHARED_PACK.resolve()


def is_shared(path: Path) -> bool:
    """Whether a card's file belongs to the first pack."""
    return path.is_relative_to(SHARED_PACK)


def cards_not_shared() -> set[str]:
    """The ids of the first pack's cards that are about its own organisation only."""
    return set(facts_of_first_pack().get("own_cards", ()))


def facts_of_first_pack() -> dict[str, Any]:
    """What the first pack's `pack.yml` says."""
    facts: dict[str, Any] = read_yaml(SHARED_PACK / PACK_FILE)
    return facts


def read_yaml(path: Path, kind: type = dict) -> Any:
    """The content of a YAML file.

    Args:
        kind: dict or list, which the file must hold.

    Raises:
        ContentError: it is missing, or is not YAML of that kind.
    """
    try:
        text = path.read_text(encoding="utf-8")
        loaded = YAML(typ="safe").load(text)
    except FileNotFoundError:
        raise ContentError(f"{path}: the file is missing.") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path}: save the file as UTF-8 text.") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "this is not YAML"
        raise ContentError(f"{path}{line}: {problem}. Check quotes, colons and indents.") from None
    except ValueError as error:  # a date that does not exist
        raise ContentError(f"{path}: {error}. Is there a date that does not exist?") from None
    if not isinstance(loaded, kind):
        wanted = "“key: value” lines" if kind is dict else "a list, each item with a dash"
        raise ContentError(f"{path}: expected {wanted}.")
    return loaded


def line_of(path: Path, key: str) -> str:
    """The line of a key in a file as ":12", to put after the file's name; "" if it is not there."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return f":{number}"
    return ""


def _cards_in(folder: Path) -> list[Path]:
    return [path for name in FOLDERS for path in sorted((folder / name).glob("*.yml"))]
