"""What is kept: conversations, turns, messages, feedback."""
