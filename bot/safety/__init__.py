"""Keeps people safe: crisis words, personal data and limits, in plain code that needs no model."""
