#!/usr/bin/env bash
# Installs what the lock names into .venv, with the commands `ppi-guide` and `rasa`. Does nothing when that is done already.
# `tools/setup.sh` installs what runs; `tools/setup.sh dev` also what tests and checks.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
lock=requirements${1:+-$1}.lock

wanted=$(cat "$lock" tools/setup.sh | sha256sum | cut -d' ' -f1)
with_dev=$(cat requirements-dev.lock tools/setup.sh | sha256sum | cut -d' ' -f1)
installed=$(cat .venv/installed 2>/dev/null || true)
# What tests is more than what runs.
if [ -x .venv/bin/ppi-guide ] && { [ "$installed" = "$wanted" ] || [ "$installed" = "$with_dev" ]; }; then
  exit 0
fi

supported='import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))'
python=
# pyenv keeps its Pythons off the path until one is chosen.
for candidate in python3.13 python3.12 python3 python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[32].*/bin/python; do
  if "$candidate" -c "$supported" 2> /dev/null; then
    python=$("$candidate" -c 'import sys; print(sys.executable)')
    break
  fi
done
if [ -z "$python" ]; then
  echo "Python 3.12 or 3.13 was not found. Install one of them and run this again; nothing was changed." >&2
  exit 1
fi

UV=$(command -v uv || true)
if [ -z "$UV" ] && [ ! -x .uv/bin/uv ]; then
  echo "Installing uv $UV_VERSION into .uv …"
  rm -rf .uv
  if "$python" -m venv .uv 2>/dev/null; then
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
  else # Debian's Python without python3-venv
    rm -rf .uv
    "$python" -m pip install --quiet --disable-pip-version-check --target .uv "uv==$UV_VERSION"
  fi
fi
UV=${UV:-.uv/bin/uv}

echo "Installing the locked environment into .venv …"
if ! .venv/bin/python -c "$supported" 2> /dev/null; then
  rm -rf .venv
  "$UV" venv --quiet --no-python-downloads --python "$python" .venv
fi
"$UV" pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode "$lock"
# The project runs from its checkout: there is nothing to build.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd > "$site/ppi_guide.pth"
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m bot.cli "$@"\n' > .venv/bin/ppi-guide
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m bot.rasa_cli "$@"\n' > .venv/bin/rasa
chmod +x .venv/bin/ppi-guide .venv/bin/rasa
echo "$wanted" > .venv/installed
