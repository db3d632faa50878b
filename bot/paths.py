"""Where the project's own folders are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "config.yml"
DOMAIN = ROOT / "domain.yml"
ENDPOINTS = ROOT / "endpoints.yml"
SHARED_PACK = ROOT / "content"
"""The first pack; others take over its cards, but for those that are its own."""

DATA = ROOT / "data"
CRISIS_EXAMPLES = DATA / "crisis"
EVALUATION = DATA / "evaluation"
"""Sets to measure with. No training reads them; data/evaluation/README.md has the rule."""

MODELS = ROOT / "models"
ENCODER = MODELS / "encoder"
LANGUAGE = MODELS / "language"
WORDS = MODELS / "words"
WEB = ROOT / "web"
