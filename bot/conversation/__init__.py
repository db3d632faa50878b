"""A conversation: the one door of every channel, and the steps of a turn."""
