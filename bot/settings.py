"""All settings, typed, from the environment (`PPI_…`) and `.env`; `.env.example` lists them."""

from __future__ import annotations

import os
import re
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseSettings, Field, ValidationError, validator

from bot.errors import SettingError
from bot.paths import ROOT, SHARED_PACK

SECRET_BYTES = 32
MIN_SECRET_CHARACTERS = 32


class Settings(BaseSettings):
    """The settings of one running assistant. Later parts add theirs here."""

    host: str = "127.0.0.1"
    port: int = Field(5005, ge=1, le=65535)
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

    class Config:
        """How pydantic reads them."""

        env_prefix = "PPI_"
        env_file = ROOT / ".env"
        env_file_encoding = "utf-8"
        extra = "forbid"

    @validator("pack", "data_dir")
    def _absolute(cls, value: Path) -> Path:  # noqa: N805 (pydantic 1 passes the class)
        return value if value.is_absolute() else (ROOT / value)

    @validator("trusted_proxies")
    def _addresses(cls, value: str) -> str:  # noqa: N805
        for one in _listed(value):
            ip_network(one)  # "192.0.2.7" or "10.0.0.0/8"; anything else is a mistake
        return value

    @validator("web_origins")
    def _origins(cls, value: str) -> str:  # noqa: N805
        for one in _listed(value):
            if not re.fullmatch(r"https?://[\w.-]+(:\d+)?", one):
                raise ValueError(f"{one!r} is no origin; write it as https://www.example.org")
        return value

    @validator("public_url")
    def _without_slash(cls, value: str) -> str:  # noqa: N805
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
    known = {f"PPI_{name.upper()}" for name in Settings.__fields__}
    unknown = sorted(name for name in os.environ if name.startswith("PPI_") and name not in known)
    if unknown:
        raise SettingError(
            f"Setting {unknown[0]} is not known. See .env.example for the settings there are."
        )
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "PPI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingError(f"Setting {name} is wrong: {first['msg']}. See .env.example.") from None


def secret_key(settings: Settings) -> bytes:
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
        return settings.secret_key.encode()
    if settings.database_url and not settings.database_url.startswith("sqlite"):
        raise SettingError(
            "Setting PPI_SECRET_KEY is missing: with a database server every process needs the "
            "same key. Make one with `openssl rand -hex 32`."
        )
    path = settings.data_dir / "secret.key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        return path.read_text().strip().encode()
    except FileNotFoundError:
        key = secrets.token_hex(SECRET_BYTES)
        # Created with its permissions, so that it is never readable by others, even for a moment.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
        return key.encode()
