"""The channels on which visitors write to the assistant: web, Telegram and the terminal."""
