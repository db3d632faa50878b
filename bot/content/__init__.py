"""Packs and cards: read, check, choose and show them."""
