"""Our Rasa graph components for understanding."""
