"""`.venv/bin/rasa`: Rasa's own commands, without what they can do without."""

from __future__ import annotations

from rasa.__main__ import main  # bot/__init__.py has made it importable

from bot.rasa.bootstrap import keep_no_id

keep_no_id()

if __name__ == "__main__":
    main()
