"""An audit that looked nothing up is a failure, whatever pip-audit says of it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT

SCRIPT = ROOT / "tools" / "audit_findings.py"
_spec = importlib.util.spec_from_file_location("audit_findings", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

# As pip-audit 2.10 writes them.
CLEAN = {"name": "idna", "version": "3.10", "vulns": []}
SKIPPED = {
    "name": "absl-py",
    "skip_reason": "Dependency not found on PyPI and could not be audited: absl-py (2.5.1)",
}
FAULTY = {
    "name": "keras",
    "version": "2.12.0",
    "vulns": [
        {"id": "PYSEC-0000-1", "aliases": ["CVE-2024-3660"], "fix_versions": [], "description": "…"}
    ],
}


def test_all_looked_up_and_clean_passes() -> None:
    assert audit.pip_faults({"dependencies": [CLEAN]}, set()) == []


@pytest.mark.parametrize("packages", [[SKIPPED], [CLEAN, SKIPPED], []])
def test_what_was_not_looked_up_fails(packages: list[dict[str, object]]) -> None:
    (line,) = audit.pip_faults({"dependencies": packages}, set())
    assert "could not be looked up" in line


def test_a_known_fault_fails_unless_it_is_accepted_by_one_of_its_names() -> None:
    (line,) = audit.pip_faults({"dependencies": [FAULTY]}, set())
    assert "keras 2.12.0: PYSEC-0000-1" in line
    assert audit.pip_faults({"dependencies": [FAULTY]}, {("keras", "CVE-2024-3660")}) == []
    assert audit.pip_faults({"dependencies": [FAULTY]}, {("numpy", "CVE-2024-3660")}) != []


@pytest.mark.parametrize(
    "report", [{}, {"message": "405 Method Not Allowed"}, {"error": {"code": "ENOTFOUND"}}]
)
def test_npm_without_an_answer_fails(report: dict[str, object]) -> None:
    (line,) = audit.npm_faults(report)
    assert "This is no audit" in line


def test_npm_with_an_answer_names_the_faults() -> None:
    answered = {"metadata": {"vulnerabilities": {"total": 0}}, "vulnerabilities": {}}
    assert audit.npm_faults(answered) == []
    answered["vulnerabilities"] = {"esbuild": {"severity": "high"}}
    assert audit.npm_faults(answered) == ["esbuild: high"]


@pytest.mark.parametrize(
    ("text", "exit_code"),
    [
        (json.dumps({"dependencies": [CLEAN]}), 0),
        (json.dumps({"dependencies": [SKIPPED]}), 1),
        ("", 1),
        ("no JSON at all", 1),
    ],
)
def test_the_exit_code_says_it(tmp_path: Path, text: str, exit_code: int) -> None:
    report = tmp_path / "pip-audit.json"
    report.write_text(text)
    done = subprocess.run([sys.executable, SCRIPT, "pip", report], capture_output=True, check=False)
    assert done.returncode == exit_code


def test_every_accepted_finding_has_its_reason_in_the_papers() -> None:
    paper = (ROOT / "docs" / "trust" / "supply-chain.md").read_text(encoding="utf-8")
    for package, finding in audit._accepted():
        assert package in paper
        assert finding in paper
