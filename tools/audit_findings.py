"""Reads the reports of pip-audit and npm audit: known faults, and what could not be looked up.

    tools/audit_findings.py pip|npm FILE

pip-audit says "No known vulnerabilities found" and exits 0 even when it could look up nothing: it
then lists each package with a `skip_reason`. Here that is a failure. `tools/audit.accepted.tsv` has
the findings that no newer version fixes, each with the reason why it cannot be exploited.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

ACCEPTED = Path(__file__).with_name("audit.accepted.tsv")


def pip_faults(report: dict[str, Any], accepted: set[tuple[str, str]]) -> list[str]:
    """One line for each fault, and one for everything that was not looked up."""
    packages = report.get("dependencies", [])
    faults = [
        f"{package['name']} {package['version']}: {found['id']} "
        f"(fixed in {', '.join(found['fix_versions']) or 'no version'})"
        for package in packages
        for found in package.get("vulns", [])
        if not {(package["name"], one) for one in (found["id"], *found.get("aliases", []))}
        & accepted
    ]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped or not packages:
        faults.append(
            f"{len(skipped)} of {len(packages)} packages could not be looked up"
            + (f", {skipped[0]} among them" if skipped else "")
            + ". This is no audit: run it where pip-audit reaches its source."
        )
    return faults


def npm_faults(report: dict[str, Any]) -> list[str]:
    """One line for each fault, or one when npm could look up nothing."""
    counts = report.get("metadata", {}).get("vulnerabilities")
    if counts is None:
        why = str(report.get("message") or report.get("error") or "no answer")[:100]
        return [f"npm could not look the packages up ({why}). This is no audit."]
    return [
        f"{name}: {found['severity']}" for name, found in report.get("vulnerabilities", {}).items()
    ]


def _accepted() -> set[tuple[str, str]]:
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        return {(row["package"], row["id"]) for row in csv.DictReader(file, delimiter="\t")}


def main(which: str, file: str) -> int:
    """Print the faults; 1 when there are any."""
    try:
        text = Path(file).read_text(encoding="utf-8")
        report = json.loads(text[text.index("{") :])
    except (OSError, ValueError):
        report = {}
    faults = pip_faults(report, _accepted()) if which == "pip" else npm_faults(report)
    for fault in faults:
        print(f"audit: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
