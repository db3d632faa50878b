"""All settings, typed, from the environment (`PPI_…`) and `.env`; `.env.example` lists them.

A line of `.env` that cannot be used stops the start. If it were skipped, and it was the line that
closes the assistant (PPI_CLOSED), the assistant would open.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingError
from bot.keys import SecretKey
from bot.paths import ROOT, SHARED_PACK
from bot.process.env_file import POINTER, env_file, names_in

PREFIX = "PPI_"
NEW_KEY_BYTES = 32
MIN_KEY_CHARACTERS = 32


class Settings(BaseSettings):
    """The settings of one running assistant. Relative folders are in the project's folder."""

    host: str = "127.0.0.1"
    port: int = Field(5005, ge=1, le=65535)
    workers: int = Field(1, ge=1, le=64)
    public_url: str = ""
    trusted_proxies: str = ""
    web_origins: str = ""
    pack: Path = SHARED_PACK
    data_dir: Path = ROOT / "var"
    database_url: str = ""
    secret_key: str = ""
    telegram_token: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    smtp_url: str = ""
    handoff_to: str = ""
    staff_chat_id: int | None = None
    retention_days: int = Field(90, ge=1, le=3650)
    handoff_retention_days: int = Field(30, ge=1, le=3650)
    store_text: Literal["none", "missed", "all"] = "missed"
    turn_seconds: float = Field(20.0, gt=0, le=300)
    closed: str = ""

    # `PPI_STAFF_CHAT_ID=` with nothing after it counts as not set.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    @field_validator("pack", "data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value if value.is_absolute() else (ROOT / value)

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for one in _split(value):
            ip_network(one)  # raises ValueError unless it is like "192.0.2.7" or "10.0.0.0/8"
        return value

    @field_validator("web_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for one in _split(value):
            if not re.fullmatch(r"https?://[\w.-]+(:\d+)?", one):
                raise ValueError(f"{one!r} is no origin; write it as https://www.example.org")
        return value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?", value):
            raise ValueError("write it as https://ppi.example.org")
        return value.rstrip("/")

    @property
    def proxies(self) -> list[str]:
        """Addresses and networks of the proxies that are believed about a visitor's address."""
        return _split(self.trusted_proxies)

    @property
    def origins(self) -> list[str]:
        """Websites that may call the web channel, as `https://host[:port]`."""
        return _split(self.web_origins)

    @property
    def records_url(self) -> str:
        """The address of the database; by default, of a SQLite file in `data_dir`."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ppi-guide.sqlite3'}"


def _split(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def load_settings(**given: Any) -> Settings:
    """Read the settings. `given`: values that come before the environment and `.env`.

    Raises:
        SettingError: naming the setting or line, and what it should be.
    """
    file = env_file()
    in_environment = {name for name in os.environ if name.startswith(PREFIX)}
    _refuse_unknown(in_environment - {POINTER}, "")
    _refuse_unknown(names_in(file), f" in {file.name}")
    try:
        return Settings(_env_file=file, **given)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        what = first["msg"].removeprefix("Value error, ")
        raise SettingError(f"Setting {name} is wrong: {what}. See .env.example.") from None


def known_names() -> list[str]:
    """The names of all settings as they are written in the environment."""
    return [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def _refuse_unknown(names: Iterable[str], where: str) -> None:
    known = known_names()
    for name in sorted(set(names) - set(known)):
        meant = get_close_matches(name.upper(), known, n=1)
        # A file may hold settings of other programs too; their names are not like ours.
        if name.startswith(PREFIX) or meant:
            hint = f" Did you mean {meant[0]}?" if meant else ""
            raise SettingError(
                f"Setting {name}{where} is not known.{hint} "
                "See .env.example for the settings there are."
            )


def secret_key(settings: Settings) -> SecretKey:
    """PPI_SECRET_KEY; if it is not set, the key in `data_dir`, which is made on first use.

    Raises:
        SettingError: PPI_SECRET_KEY is too short, or it is missing and the database is a server.
    """
    if settings.secret_key:
        if len(settings.secret_key) < MIN_KEY_CHARACTERS:
            raise SettingError(
                f"Setting PPI_SECRET_KEY is too short: use {MIN_KEY_CHARACTERS} characters "
                "or more, for example from `openssl rand -hex 32`."
            )
        return SecretKey(settings.secret_key.encode())
    if settings.database_url and not settings.database_url.startswith("sqlite"):
        raise SettingError(
            "Setting PPI_SECRET_KEY is missing: with a database server every process needs the "
            "same key. Make one with `openssl rand -hex 32`."
        )
    path = settings.data_dir / "secret.key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        return SecretKey(path.read_text().strip().encode())
    except FileNotFoundError:
        return SecretKey(_new_key(path).encode())


def _new_key(path: Path) -> str:
    """Make a key and store it. When several processes do so at once, all get the same key."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    # Made with its permissions, so that others cannot read it even for a moment.
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(NEW_KEY_BYTES))
    try:
        os.link(own, path)  # makes the whole file at once, and never replaces one
    except FileExistsError:
        pass
    finally:
        own.unlink()
    return path.read_text().strip()
