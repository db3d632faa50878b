#!/usr/bin/env bash
# Writes the locks anew from pyproject.toml, with hashes and without addresses of registries or paths: requirements.lock is
# what runs, requirements-dev.lock is the same and what tests and checks it. One resolution holds for every platform.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .uv/bin/uv)
compile=("$UV" pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12)
"${compile[@]}" --upgrade --output-file requirements.lock pyproject.toml
"${compile[@]}" --extra dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml

# Every environment is CPython's, so the marker that says so goes; so do packages that no platform gets.
for lock in requirements.lock requirements-dev.lock; do
  awk '/^[A-Za-z0-9]/ { kept = !/== .never./ } kept' "$lock" \
    | sed -E "s/ ; platform_python_implementation == 'CPython'( \\\\)?$/\1/; s/platform_python_implementation == 'CPython' and //" \
    > "$lock.new"
  mv "$lock.new" "$lock"
done
