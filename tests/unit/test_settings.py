from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.paths import ROOT
from bot.settings import Settings, load_settings, secret_key


def test_the_defaults_need_nothing_set() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 5005)
    assert settings.records_url.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PPI_PORT", "many"), ("PPI_PORT", "70000"), ("PPI_TURN_SECONDS", "0"), ("PPI_POTR", "5005")],
)
def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert name in str(caught.value)
    assert ".env.example" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_key_is_made_once_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "new")
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    mode = stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode)
    assert mode == 0o600


def test_a_database_server_needs_a_key_that_is_set(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, database_url="postgresql://localhost/ppi")
    with pytest.raises(SettingError, match="PPI_SECRET_KEY is missing"):
        secret_key(settings)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="too short"):
        secret_key(load_settings(data_dir=tmp_path, secret_key="short"))


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#? ?(PPI_[A-Z_]+)=", example, re.MULTILINE))
    assert listed == {f"PPI_{name.upper()}" for name in Settings.model_fields}
