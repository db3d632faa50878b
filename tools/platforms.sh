#!/usr/bin/env bash
# Whether every package of both locks has a wheel for each platform and Python of docs/platforms.md. Installs nothing;
# asks the package index. Fails when one that should have does not.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .uv/bin/uv)
export MACOSX_DEPLOYMENT_TARGET=14.0 # onnxruntime's wheel
nowhere=$(mktemp -d)
trap 'rm -rf "$nowhere"' EXIT

failed=0
for platform in x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin x86_64-pc-windows-msvc; do
  for version in 3.12 3.13; do
    for lock in requirements.lock requirements-dev.lock; do
      if found=$("$UV" pip install --dry-run --target "$nowhere" --python .venv/bin/python --python-version "$version" \
        --python-platform "$platform" --only-binary :all: --require-hashes -r "$lock" 2>&1); then
        echo "$platform, Python $version, $lock: $(echo "$found" | sed -n 's/^Resolved \([0-9]*\) packages.*/\1/p') packages"
      else
        echo "$platform, Python $version, $lock: $(echo "$found" | grep -m 1 'cause:' | sed 's/^ *//')" >&2
        failed=1
      fi
    done
  done
done
exit "$failed"
