"""Conversations: the one entry point for every channel, and the steps of a turn."""
