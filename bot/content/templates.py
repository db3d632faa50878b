"""Put the pack's names into the texts of its files: `{{ contact.name }}` in a card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from bot.content.pack_files import PACK_FILE
from bot.errors import ContentError

_templates = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
_templates.filters["day"] = lambda one: f"{one:%-d %B %Y}"  # "23 November 2026"


def fill_in(path: Path, value: Any, facts: dict[str, Any]) -> Any:
    """What was read from a file, with every text in it filled in from pack.yml.

    Raises:
        ContentError: a placeholder names nothing in pack.yml, or is not written as one.
    """
    try:
        return _filled(value, facts)
    except jinja2.TemplateError as error:
        raise ContentError(
            f"{path}: {error.message}. Is the name in {{{{ … }}}} spelt as in {PACK_FILE}?"
        ) from None


def _filled(value: Any, facts: dict[str, Any]) -> Any:
    if isinstance(value, str):
        text = _templates.from_string(value).render(facts) if "{" in value else value
        return text.strip()
    if isinstance(value, list):
        return [_filled(item, facts) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, facts) for key, item in value.items()}
    return value
