"""The commands of the terminal, and what the commands of every room share."""
