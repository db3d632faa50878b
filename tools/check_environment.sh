#!/usr/bin/env bash
# The installed environment is the locked one: what `uv pip check` finds is on the list below, and every entry point starts.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .uv/bin/uv)

# Caps that pyproject.toml lifts on purpose, each tried: package and what it asks for.
allowed=$(cat <<'LIST'
aiogram aiohttp             # only Rasa's own Telegram channel, which is not used
rasa-sdk prompt-toolkit     # the executor does not use it
rasa-sdk ruamel-yaml        # reads no YAML of ours
skops numpy                 # declares 1.25, runs on 1.23.5; keeps Rasa's own components only
contourpy numpy             # charts of `rasa test` only
tensorflow-cpu jax          # runs without
tensorflow-cpu libclang     # a build tool
tensorflow-cpu tensorboard  # a viewer
tensorflow-cpu typing-extensions # its cap is old; runs without
pytest packaging            # Rasa needs packaging < 22; pytest uses only parts that 21 has
wheel packaging             # builds only
typer pydantic              # Rasa needs pydantic < 2; spaCy's own commands, which are not used
LIST
)
names=$(echo "$allowed" | sed 's/ *#.*//')
found=$("$UV" pip check --python .venv/bin/python 2>&1 \
  | sed -nE 's/^The package `([^`]+)` requires `([A-Za-z0-9_.-]+).*/\1 \2/p' || true)
unexpected=$(echo "$found" | grep -vxF -f <(echo "$names") | grep . || true)
if [ -n "$unexpected" ]; then
  echo "The environment has conflicts that are not on the list of tools/check_environment.sh:" >&2
  echo "$unexpected" >&2
  exit 1
fi

for command in train run shell ask check version; do
  .venv/bin/ppi-guide "$command" --help > /dev/null
done
for module in bot.server bot.agent.rasa_agent bot.agent.training bot.channels.telegram.service actions.action_answer; do
  .venv/bin/python -W ignore -c "import skops.io, $module" 2> /dev/null || {
    echo "The module $module does not import; run: .venv/bin/python -c 'import $module'" >&2
    exit 1
  }
done
.venv/bin/rasa --version > /dev/null 2>&1 || { echo "The command rasa does not start." >&2; exit 1; }
