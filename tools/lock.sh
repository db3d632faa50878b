#!/usr/bin/env bash
# Writes the locks anew from pyproject.toml, with hashes and without addresses of registries or paths: requirements.lock is
# what runs, requirements-dev.lock is the same and what tests and checks it. One resolution holds for every platform.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .uv/bin/uv)
compile=("$UV" pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12)

# Every environment is CPython's below 3.14, so the markers that say so go; so do packages that no platform gets.
clean() {
  awk '/^[A-Za-z0-9]/ {
      kept = !/== .never./
      gsub(/(python_full_version < .3[.]14.|platform_python_implementation == .CPython.|implementation_name != .(PyPy|pypy).)( and )?/, "")
      sub(/ and *\\$/, " \\")
      sub(/ ; *\\$/, " \\")
    } kept' "$1" > "$1.new"
  mv "$1.new" "$1"
}
"${compile[@]}" --upgrade --output-file requirements.lock pyproject.toml
clean requirements.lock
"${compile[@]}" --extra dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml
clean requirements-dev.lock
