"""All settings, typed, from the environment (`PPI_…`) and `.env`; `.env.example` lists them.

Each line of `.env` holds or stops the start: a line left out could be the one that closes.
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
SECRET_BYTES = 32
MIN_SECRET_CHARACTERS = 32


class Settings(BaseSettings):
    """The settings of one running assistant. Later parts add theirs here."""

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

    # `PPI_STAFF_CHAT_ID=` with nothing after it is a setting that is not set.
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
        for one in _listed(value):
            ip_network(one)  # "192.0.2.7" or "10.0.0.0/8"; anything else is a mistake
        return value

    @field_validator("web_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for one in _listed(value):
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
        """Addresses and networks of proxies that are believed."""
        return _listed(self.trusted_proxies)

    @property
    def origins(self) -> list[str]:
        """Websites that may call the web channel, as `https://host[:port]`."""
        return _listed(self.web_origins)

    @property
    def records_url(self) -> str:
        """The database's address; a file under `data_dir` when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ppi-guide.sqlite3'}"


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def load_settings(**given: Any) -> Settings:
    """Read the settings.

    Raises:
        SettingError: naming the setting and what it should be.
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
    """The settings there are, as they are written in the environment."""
    return [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def _refuse_unknown(names: Iterable[str], where: str) -> None:
    known = known_names()
    for name in sorted(set(names) - set(known)):
        meant = get_close_matches(name.upper(), known, n=1)
        # A file may hold the settings of other programs, too: those are like none of ours.
        if name.startswith(PREFIX) or meant:
            hint = f" Did you mean {meant[0]}?" if meant else ""
            raise SettingError(
                f"Setting {name}{where} is not known.{hint} "
                "See .env.example for the settings there are."
            )


def secret_key(settings: Settings) -> SecretKey:
    """The key of the keyed hashes: set, or made once and kept beside the SQLite database.

    Raises:
        SettingError: the key is too short, or there is none and the database is a server.
    """
    if settings.secret_key:
        if len(settings.secret_key) < MIN_SECRET_CHARACTERS:
            raise SettingError(
                f"Setting PPI_SECRET_KEY is too short: use {MIN_SECRET_CHARACTERS} characters "
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
    """Make a key and keep it; of several processes that do so at once, one makes it for all."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    # Created with its permissions, so that it is never readable by others, even for a moment.
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
    try:
        os.link(own, path)  # whole or not at all, and never over one that is there
    except FileExistsError:
        pass
    finally:
        own.unlink()
    return path.read_text().strip()
