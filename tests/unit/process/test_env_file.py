"""`.env`: each line holds, or is named in one line that repeats none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.errors import SettingError
from bot.paths import ROOT
from bot.process.env_file import env_file
from bot.settings import Settings, load_settings
from tests.support.rows import all_of

SECRET = "a-made-up-secret"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "guide.env"
    monkeypatch.setenv("PPI_ENV_FILE", str(path))
    return path


def _read(file: Path, written: str | bytes) -> Settings:
    file.write_bytes(written if isinstance(written, bytes) else written.encode())
    return load_settings()


HOLDS = [
    ("PPI_PORT=5006", "port", 5006),
    ("PPI_PORT =5006", "port", 5006),
    ("PPI_PORT = 5006", "port", 5006),
    ("\n\n  PPI_PORT=5006  ", "port", 5006),
    ("export PPI_PORT=5006", "port", 5006),
    ("PPI_PORT=5006 # where it listens", "port", 5006),
    ("# where it listens\nPPI_PORT=5006\n", "port", 5006),
    ("PPI_PORT='5006'", "port", 5006),
    ("PPI_PORT=5006\r\nPPI_CLOSED=Closed\r\n", "closed", "Closed"),
    (b"\xef\xbb\xbfPPI_PORT=5006", "port", 5006),
    (b"\xef\xbb\xbf# a comment\r\nPPI_PORT=5006\r\n", "port", 5006),
    ("PPI_PORT=", "port", 5005),
    ("PPI_PORT=5005\nPPI_PORT=5006", "port", 5006),
    ("PPI_CLOSED=It's closed", "closed", "It's closed"),
    ('PPI_CLOSED="It\'s closed"', "closed", "It's closed"),
    ("PPI_CLOSED='We say \"closed\"'", "closed", 'We say "closed"'),
    ("PPI_CLOSED=“Closed” – até já", "closed", "“Closed” – até já"),
    ('PPI_CLOSED="Closed # for now"', "closed", "Closed # for now"),
    ('PPI_CLOSED="# closed"', "closed", "# closed"),
    ("PPI_SECRET_KEY=a#b$c=d", "secret_key", "a#b$c=d"),
    ("PPI_PACK=content", "pack", ROOT / "content"),
    ("EDITOR=vi\nPPI_PORT=5006", "port", 5006),
]


def test_a_line_holds_as_people_write_it(file: Path) -> None:
    def holds(written: str | bytes, name: str, value: Any) -> None:
        assert getattr(_read(file, written), name) == value

    all_of(HOLDS, holds)


DOES_NOT_HOLD = [
    (b"PPI_CLOSED=ge\xf6ffnet", "guide.env is not UTF-8"),
    ("PPI_PORT=5006".encode("utf-16"), "guide.env is not UTF-8"),
    (f"{SECRET}", "Line 1 of guide.env sets nothing"),
    (f"PPI_PORT=5006\n\n# x\n{SECRET} and more", "Line 4 of guide.env cannot be read"),
    ("PPI_PORT: 5006", "Line 1 of guide.env cannot be read"),
    ("set PPI_PORT=5006", "Line 1 of guide.env cannot be read"),
    ("- PPI_PORT=5006", "Line 1 of guide.env cannot be read"),
    ("\nPPI_CLOSED='It's closed'", "Line 2 of guide.env cannot be read"),
    ('PPI_CLOSED="It is closed', "Line 1 of guide.env cannot be read"),
    ("PPI_CLOSED= # We are closed", "Line 1 of guide.env has a comment where its value"),
    ("PPI_PROT=5006", "PPI_PROT in guide.env is not known. Did you mean PPI_PORT?"),
    ("ppi_port=5006", "ppi_port in guide.env is not known. Did you mean PPI_PORT?"),
    ("PPI_ENV_FILE=other.env", "PPI_ENV_FILE in guide.env is not known."),
    ("PPI_PORT=many", "Setting PPI_PORT is wrong"),
    ("PPI_TELEGRAM_MODE=pushing", "Setting PPI_TELEGRAM_MODE is wrong"),
    (f"PPI_SECRET_KEY={SECRET}\nPPI_PORT=0", "Setting PPI_PORT is wrong"),
]


def test_a_line_that_does_not_hold_is_named_in_one_line(file: Path) -> None:
    def is_named(written: str | bytes, said: str) -> None:
        with pytest.raises(SettingError) as caught:
            _read(file, written)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)
        assert SECRET not in str(caught.value)

    all_of(DOES_NOT_HOLD, is_named)


def test_the_environment_comes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPI_PORT", "5007")
    assert _read(file, "PPI_PORT=5006").port == 5007


def test_without_a_pointer_the_file_in_the_project_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PPI_ENV_FILE")
    assert env_file() == ROOT / ".env"


def test_a_pointer_to_nothing_is_an_error_and_not_the_defaults(file: Path) -> None:
    with pytest.raises(SettingError, match=r"PPI_ENV_FILE names a file that is not there: .*\.env"):
        load_settings()


def test_the_pointer_is_explained_where_the_settings_are() -> None:
    assert "PPI_ENV_FILE" in (ROOT / ".env.example").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    file.touch()
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(SettingError, match=r"guide\.env cannot be read: Permission"):
        load_settings()
