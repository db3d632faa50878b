"""Where the trained model is, and whether its inputs have changed since. Imports no Rasa."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from bot.content.pack_files import PACK_FILE, card_files
from bot.paths import CONFIG, DATA, DOMAIN, ENCODER, MODELS, ROOT, SHARED_PACK, WORDS

LOCK = ROOT / "requirements.lock"


def model_path(pack: Path) -> Path:
    """The model of a pack: each pack has its own."""
    return MODELS / f"{_name(pack)}.tar.gz"


def is_current(pack: Path) -> bool:
    """Whether the model was trained from the inputs as they are now."""
    try:
        record = json.loads(_record_file(pack).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return model_path(pack).exists() and record.get("inputs") == inputs_fingerprint(pack)


def remember_inputs(pack: Path) -> None:
    """Record what the model was trained from."""
    record = {"inputs": inputs_fingerprint(pack)}
    _record_file(pack).write_text(json.dumps(record) + "\n", encoding="utf-8")


def inputs_fingerprint(pack: Path) -> str:
    """SHA-256 over the names and contents of everything the model is made from."""
    digest = hashlib.sha256()
    for path in _inputs(pack):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _record_file(pack: Path) -> Path:
    return MODELS / f"{_name(pack)}.json"


def _name(pack: Path) -> str:
    if pack.resolve() == SHARED_PACK.resolve():
        return "ppi-guide"
    digest = hashlib.sha256(str(pack.resolve()).encode()).hexdigest()[:8]
    return f"ppi-guide-{pack.name}-{digest}"


def _inputs(pack: Path) -> Iterator[Path]:
    yield from (CONFIG, DOMAIN, LOCK, pack / PACK_FILE)
    yield from sorted(DATA.rglob("*.yml"))
    yield from sorted((DATA / "asked").rglob("*.tsv"))
    yield from card_files(pack)
    yield from sorted((ROOT / "bot" / "rasa" / "components").glob("*.py"))
    yield from sorted((ROOT / "bot" / "understanding").glob("*.py"))
    yield ROOT / "bot" / "rasa" / "importer.py"
    for folder in (ENCODER, WORDS):
        yield from sorted(path for path in folder.iterdir() if path.is_file())
