#!/usr/bin/env bash
# The installed environment is the locked one: what `uv pip check` finds is on the list below, and every entry point starts.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .uv/bin/uv)

# What is asked for and left out on purpose: package and what it asks for.
allowed=$(cat <<'LIST'
spacy setuptools               # a build tool
spacy typer                    # its commands: bot/rasa/lean/
spacy weasel                   # the same
textstat setuptools            # pkg_resources: bot/rasa/lean/ stands in
thinc setuptools               # a build tool
tokenizers huggingface-hub     # downloads only; the encoder is a file
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
for module in bot.server bot.rasa.agent bot.rasa.training bot.channels.telegram.service actions.action_answer; do
  .venv/bin/python -W ignore -c "import $module" 2> /dev/null || {
    echo "The module $module does not import; run: .venv/bin/python -c 'import $module'" >&2
    exit 1
  }
done
.venv/bin/rasa --version > /dev/null 2>&1 || { echo "The command rasa does not start." >&2; exit 1; }
