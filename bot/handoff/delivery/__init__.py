"""Delivers requests to the staff and answers to the person; each is tried for a day."""
