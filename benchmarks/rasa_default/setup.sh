#!/usr/bin/env bash
# Installs Rasa as pip would into .bench/rasa-default/venv. Does nothing when that is done already. How far it is goes to
# standard output; where it cannot be had it exits 1, and the one line on standard error says why.
set -euo pipefail
cd "$(dirname "$0")/../.."
lock=benchmarks/rasa_default/requirements.lock
venv=.bench/rasa-default/venv

wanted=$(sha256sum < "$lock" | cut -d' ' -f1)
[ "$(cat "$venv/installed" 2> /dev/null || true)" = "$wanted" ] && exit 0

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "Rasa's default configuration is locked for Linux x86-64 only" >&2
  exit 1
fi
python=
for candidate in python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2> /dev/null; then
    python=$("$candidate" -c 'import sys; print(sys.executable)')
    break
  fi
done
if [ -z "$python" ]; then
  echo "Rasa's default configuration needs Python 3.10, which was not found" >&2
  exit 1
fi
UV=$(command -v uv || echo .uv/bin/uv)
if ! "$UV" --version > /dev/null 2>&1; then
  echo "uv was not found; tools/setup.sh brings it" >&2
  exit 1
fi

echo "Installing Rasa's default configuration into $venv, once: 2 GB, some minutes when nothing is cached …"
rm -rf "$venv"
mkdir -p "$(dirname "$venv")"
"$UV" venv --quiet --no-python-downloads --python "$python" "$venv"
if ! "$UV" pip sync --python "$venv/bin/python" --require-hashes --compile-bytecode "$lock" 2>&1; then
  rm -rf "$venv"
  echo "Rasa's packages could not be installed; what is printed above says why" >&2
  exit 1
fi
echo "$wanted" > "$venv/installed"
