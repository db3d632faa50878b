"""PPI Guide beside Rasa's default configuration, in one run: `python -m benchmarks.compare`.

| file | does |
|---|---|
| `__main__.py` | the command: which measurements, in which order; what went wrong |
| `measurements.py` | each measurement by its name: what is asked and what is counted |
| `bench.py` | one run: starts a server for each measurement, gathers rows and faults |
| `visitors.py` | the visitors: they ask over HTTP, keep the time and find the faults |
| `scenarios.py` | the written conversations of the tests, held by many visitors at once |
| `clients.py` | how a conversation is held over HTTP, with ours and with Rasa |
| `questions.py` | what is asked, and which card of ours answers it |
| `servers.py` | starts our server, and Rasa with its action server |
| `without_limits.py` | our server without rate limits, for a very long conversation |
| `rasa_project.py` | installs and trains Rasa's default configuration in `.bench/` |
| `processes.py` | processor time and memory of a server and all its children |
| `disk.py` | the size of an installed environment |
| `figures.py` | values, rows, percentiles |
| `table.py`, `picture.py` | write `reports/bench.md`, `bench.json` and `bench.svg` |

Rasa's side is in `benchmarks/rasa_default/`, with an environment and a lock of its own.
"""
