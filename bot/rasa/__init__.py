"""Rasa as a library: everything that imports Rasa stands in here."""
