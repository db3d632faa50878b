"""`.venv/bin/rasa`: Rasa's own commands, with what is left out of Rasa here."""

from __future__ import annotations

from rasa.__main__ import main  # bot/__init__.py makes it importable

from bot.rasa.bootstrap import write_no_telemetry_id

write_no_telemetry_id()

if __name__ == "__main__":
    main()
