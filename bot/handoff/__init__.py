"""Handing over to a person: the form, the request, its delivery, and what staff do with it."""
