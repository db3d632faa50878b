#!/usr/bin/env bash
# Writes requirements.lock anew from pyproject.toml, with hashes and without addresses of registries or paths.
set -euo pipefail
cd "$(dirname "$0")"
UV=$(command -v uv || echo ../../.uv/bin/uv)
"$UV" pip compile --quiet --upgrade --generate-hashes --no-header --python-version 3.10 \
  --python-platform x86_64-unknown-linux-gnu --output-file requirements.lock pyproject.toml
