"""What a message says: words, terms, features, intents, activities. Nothing here imports Rasa."""
