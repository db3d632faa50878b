#!/usr/bin/env bash
# Installs what requirements.lock names into .venv, with the `ppi-guide` command. Does nothing when that is done already.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
UV=$(command -v uv || true)

# Dependencies are locked for one platform until others are tried.
if [ "$(uname -s)-$(uname -m)" != "Linux-x86_64" ]; then
  echo "PPI Guide is locked for Linux on x86-64 so far. On Windows use WSL, on a Mac a container." >&2
  exit 1
fi

wanted=$(cat requirements.lock pyproject.toml tools/setup.sh | sha256sum | cut -d' ' -f1)
if [ -x .venv/bin/ppi-guide ] && [ "$(cat .venv/installed 2>/dev/null || true)" = "$wanted" ]; then
  exit 0
fi

if [ -z "$UV" ] && [ ! -x .uv/bin/uv ]; then
  echo "Installing uv $UV_VERSION into .uv …"
  python=$(command -v python3.11 || command -v python3) || {
    echo "Python 3 was not found. Install Python 3.11 and run this again." >&2
    exit 1
  }
  rm -rf .uv
  if "$python" -m venv .uv 2>/dev/null; then
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
  else # Debian's Python without python3-venv
    rm -rf .uv
    "$python" -m pip install --quiet --disable-pip-version-check --target .uv "uv==$UV_VERSION"
  fi
fi
UV=${UV:-.uv/bin/uv}

echo "Installing the locked environment into .venv (about 2 GB, a few minutes the first time) …"
[ -x .venv/bin/python ] || "$UV" venv --quiet --python 3.11 .venv
"$UV" pip sync --python .venv/bin/python --require-hashes --compile-bytecode requirements.lock
# The project runs from its checkout: nothing to build, and the locked setuptools and packaging could not build it together.
# `.venv/bin/rasa`, used by hand, must not send telemetry either.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
{
  pwd
  echo 'import os; os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")'
} > "$site/ppi_guide.pth"
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m bot.cli "$@"\n' > .venv/bin/ppi-guide
chmod +x .venv/bin/ppi-guide
echo "$wanted" > .venv/installed
