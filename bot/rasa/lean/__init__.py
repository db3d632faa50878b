"""Rasa 3.6.21 without the packages that only its unused parts need."""
