"""The version of the project; `pyproject.toml` says the same."""

VERSION = "0.1.0"
