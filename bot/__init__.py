"""PPI Guide: the application."""
