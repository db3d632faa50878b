"""The size of an installed environment: the packages in its lock, bytecode included."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

BLOCK = 512
"""Bytes of one of the blocks in which the operating system counts a file's size."""


def installed_bytes(lock: Path, site_packages: Path) -> int:
    """What the packages of a lock take on disk, by each package's own list of files.

    A package in the lock that is not installed on this platform counts nothing.
    """
    named = locked_names(lock.read_text("utf-8"))
    files: set[Path] = set()
    for package in distributions(path=[str(site_packages)]):
        if _normal(package.name) in named:
            files |= _files(package)
    return sum(file.stat().st_blocks * BLOCK for file in files)


def locked_names(lock: str) -> set[str]:
    """The names of the packages in the text of a lock, normalised."""
    return {_normal(one) for one in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}


def _files(package: Distribution) -> set[Path]:
    """The files of a package that exist, and the bytecode of its modules."""
    listed = {Path(str(package.locate_file(one))).resolve() for one in package.files or ()}
    modules = {file.with_suffix("") for file in listed if file.suffix == ".py"}
    # Bytecode is not listed: it is compiled after the installation.
    caches = {module.parent / "__pycache__" for module in modules}
    made = {
        file
        for cache in caches
        for file in cache.glob("*.pyc")
        if cache.parent / file.name.split(".")[0] in modules
    }
    return {file for file in listed | made if file.is_file()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
