"""Packs of other organisations, all made up, and what must not reach them from the first one."""

from bot.paths import ROOT

MEADOW = ROOT / "tests" / "support" / "packs" / "meadow"

NAMES_OF_THE_FIRST = ("Imperial", "Gleason", "imperial.ac.uk", "Maggie")
"""The project's own organisation, its contact, its domain and a centre that it names."""
