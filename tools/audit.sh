#!/usr/bin/env bash
# Known faults, licences and bills of materials, into reports/. Fails when anything could not be looked up.
set -uo pipefail
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .uv/bin/uv)
mkdir -p reports
failed=0

# By the Python of .venv, and anew when that has changed.
python=$(.venv/bin/python -c 'import sys; print(sys._base_executable)')
.audit/bin/python -c '' 2> /dev/null || "$UV" venv --no-config --quiet --clear --no-python-downloads --python "$python" .audit || exit 1
"$UV" pip sync --no-config --quiet --python .audit/bin/python --require-hashes tools/audit.requirements.txt || exit 1

echo "Python packages, those of the tests too: known faults …"
.audit/bin/pip-audit --format json --progress-spinner off --disable-pip --require-hashes \
  -r requirements-dev.lock > reports/pip-audit.json 2> reports/pip-audit.log
.venv/bin/python tools/audit_findings.py pip reports/pip-audit.json || failed=1

echo "Tools of the widget: known faults …"
(cd web/widget && npm audit --json) > reports/npm-audit.json 2> reports/npm-audit.log
.venv/bin/python tools/audit_findings.py npm reports/npm-audit.json || failed=1

echo "Licences …"
.audit/bin/pip-licenses --python .venv/bin/python --format json --with-urls --output-file reports/licences.json > /dev/null || failed=1
# A licence that asks for our source is named; docs/trust/supply-chain.md says why each is all right.
.audit/bin/pip-licenses --python .venv/bin/python --format csv | grep -i "GPL\|UNKNOWN" || true

echo "Bills of materials …"
.audit/bin/cyclonedx-py environment .venv/bin/python --output-file reports/sbom-python.cdx.json 2> reports/sbom.log || failed=1
(cd web/widget && npm sbom --sbom-format cyclonedx --package-lock-only) > reports/sbom-widget.cdx.json 2>> reports/sbom.log || failed=1

if [ "$failed" = 0 ]; then
  echo "Nothing known is wrong. Write today's date and the source into docs/trust/supply-chain.md."
else
  echo "The audit failed; see above and reports/." >&2
fi
exit "$failed"
