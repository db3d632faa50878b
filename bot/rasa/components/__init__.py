"""Our Rasa components: thin wrappers of bot/understanding, in the order of config.yml."""
