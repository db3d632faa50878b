"""What Rasa asks for to keep a conversation."""
