"""The files of a pack, and how one is read.

The words that any organisation can use are the cards of the first pack, in `content/`. Another pack
takes them over: it brings its `pack.yml` and the cards that are its own, and a card of its own with
the same id goes before the shared one.
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
    """Every card's file, in a stable order: the pack's own, and the shared ones it takes over.

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
    """The files of a pack that are no cards: its own and the first pack's, as far as they exist."""
    return [
        path
        for pack in dict.fromkeys((folder, SHARED_PACK))
        for name in (PACK_FILE, QUIZ_FILE, FORM_FILE)
        if (path := pack / name).exists()
    ]


def own_or_shared(folder: Path, name: str) -> Path:
    """The pack's own file of this name, or the first pack's when it brings none."""
    own = folder / name
    return own if own.exists() else SHARED_PACK / name


def is_first_pack(folder: Path) -> bool:
    """Whether this is the pack whose cards the others take over."""
    return folder.resolve() == SHARED_PACK.resolve()


def is_shared(path: Path) -> bool:
    """Whether a card's file is the first pack's."""
    return path.is_relative_to(SHARED_PACK)


def cards_not_shared() -> set[str]:
    """The ids of the cards that speak of the first organisation only."""
    return set(facts_of_first_pack().get("own_cards", ()))


def facts_of_first_pack() -> dict[str, Any]:
    """What the first pack's `pack.yml` says."""
    facts: dict[str, Any] = read_yaml(SHARED_PACK / PACK_FILE)
    return facts


def read_yaml(path: Path, kind: type = dict) -> Any:
    """What a file holds.

    Args:
        kind: dict or list, whichever the file has to be.

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
    """`:12` for the line on which a key of a file stands, to go after the file's name."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(f"{key}:"):
            return f":{number}"
    return ""


def _cards_in(folder: Path) -> list[Path]:
    return [path for name in FOLDERS for path in sorted((folder / name).glob("*.yml"))]
