"""What a person reads who uses a part of Rasa that is left out."""

from __future__ import annotations

INSTALL = {"tensorflow": "Rasa's own pins, on Python 3.10 (docs/decisions/0011)"}
"""What to install for a package, where that is not simply the package."""


class NotInstalled(ModuleNotFoundError):
    """A part of Rasa was used whose package is left out here."""

    def __init__(self, what: str) -> None:
        """`what`: the dotted name that was used."""
        package = what.partition(".")[0]
        super().__init__(
            f"“{what}” was used, but {package} is not installed: this project does without. "
            f"Install {INSTALL.get(package, package)} for the part of Rasa that needs it.",
            name=package,
        )
