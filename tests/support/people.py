"""The people of the tests. All are made up: example.org is nobody's, nor is any number of 020 7946 0…"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Persona:
    """Somebody with a name, and with the ways to reach them as they type them."""

    first_name: str
    last_name: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        return f"{self.first_name.lower()}@example.org"

    @property
    def international_phone(self) -> str:
        """As it is kept: "+442079460111"."""
        return "+44" + self.phone.replace(" ", "").removeprefix("0")

    @property
    def username(self) -> str:
        return f"{self.first_name}_{self.last_name}".lower()

    def profile(self, number: int) -> dict[str, Any]:
        """Who they are on Telegram, where `number` is theirs."""
        named = {"first_name": self.first_name, "last_name": self.last_name}
        return {"id": number, "is_bot": False, **named, "username": self.username}


SAMANTHA = Persona("Samantha", "Otter", "020 7946 0111")
"""Leaves a message for the team."""

PAT = Persona("Pat", "Marsh", "020 7946 0122")
"""Somebody else: a carer, or the second address of a form."""

ZEBEDEE = Persona("Zebedee", "Quillfeather", "020 7946 0133")
"""Writes on Telegram. No name of a profile may be kept or shown: his are found in no other word."""

ANN = Persona("Ann", "Harbour", "020 7946 0144")
"""Of the staff."""

DESK = "desk@example.org"
"""Where the staff read what is left for them."""

GUIDE = "guide@example.org"
"""From where the assistant sends it."""

EXAMPLE_EMAIL, EXAMPLE_PHONE = "sam@example.org", "020 7946 0123"
"""What the form shows to somebody whose address it cannot read (content/form.yml)."""
