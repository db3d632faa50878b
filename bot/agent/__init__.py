"""Rasa as a library: its thread, its actions, its training."""
