"""The built widget that is committed: its hash, its size, and that it is built from the source."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.paths import WEB
from bot.version import VERSION

DIST = WEB / "dist"
VERSIONS = json.loads((DIST / "versions.json").read_text(encoding="utf-8"))["versions"]
MOST_GZIPPED = 12 * 1024


def test_the_newest_is_this_version() -> None:
    assert VERSIONS[0]["version"] == VERSION


@pytest.mark.parametrize("built", VERSIONS, ids=lambda built: built["version"])
def test_every_version_is_there_with_its_hash(built: dict[str, str]) -> None:
    digest = hashlib.sha384((DIST / built["file"]).read_bytes()).digest()
    assert built["integrity"] == f"sha384-{base64.b64encode(digest).decode()}"
    assert (DIST / built["file"].replace(".js", ".css")).exists()


def test_three_versions_are_kept_at_most() -> None:
    assert 1 <= len(VERSIONS) <= 3
    assert len(list(DIST.glob("*.js"))) == len(VERSIONS)


def test_it_is_small() -> None:
    packed = gzip.compress((DIST / VERSIONS[0]["file"]).read_bytes(), 9)
    assert len(packed) <= MOST_GZIPPED


def test_it_is_built_from_the_source(tmp_path: Path) -> None:
    if not (WEB / "widget" / "node_modules").exists():
        pytest.skip("the tools that build the widget are not installed (npm ci in web/widget)")
    (tmp_path / "bot").mkdir()
    shutil.copy(WEB.parent / "bot" / "version.py", tmp_path / "bot")
    copied = tmp_path / "web" / "widget"
    shutil.copytree(WEB / "widget", copied, ignore=shutil.ignore_patterns("node_modules"))
    (copied / "node_modules").symlink_to(WEB / "widget" / "node_modules")
    shutil.copytree(DIST, tmp_path / "web" / "dist")
    subprocess.run(["node", "build.mjs"], cwd=copied, check=True, capture_output=True)
    name = VERSIONS[0]["file"]
    assert (tmp_path / "web" / "dist" / name).read_bytes() == (DIST / name).read_bytes()
