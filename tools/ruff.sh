#!/usr/bin/env bash
# Ruff for .pre-commit-config.yaml: .venv's where there is one, so that it is the lock's, else the one on the path.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
command -v ruff > /dev/null || {
  echo "Ruff is not installed, and nothing was checked. Run \`make lint\` once: it installs ruff into .venv." >&2
  exit 1
}
exec ruff "$@" --force-exclude
