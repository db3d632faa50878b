"""The shell channel: the assistant in a terminal."""
