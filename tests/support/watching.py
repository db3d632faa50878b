"""Watch what a process asks of the operating system, whichever of its libraries asks: strace."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import pytest

from bot.paths import ROOT

STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

# "?": not every processor has the call. -D: the command stays the process that was started, so
# that it can be stopped like any other.
_CALLS = "%network,openat,?openat2,?open,?creat,mkdirat,?mkdir"
_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<arguments>.*)")
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_PATH = re.compile(r'(?:AT_FDCWD<(?P<folder>[^>]*)>, |\d+<(?P<open>[^>]*)>, )?"(?P<path>[^"]*)"')
_SENDS = {"connect", "sendto", "sendmsg", "sendmmsg"}
_OPENS = {"open", "openat", "openat2"}
_MAKES = {"creat", "mkdir", "mkdirat"}
DNS = "htons(53)"
RESOLVER = "/etc/resolv.conf"
"""glibc reads it for each name that it looks up, also where it then asks nobody."""

SECONDS_TO_END = 30


@dataclass
class Seen:
    """What a process and its children asked for, also what was refused them."""

    outside: list[str] = field(default_factory=list)
    """Connections and packets to other machines, and look-ups of names, as strace shows them."""
    written: set[Path] = field(default_factory=set)
    """Files opened to be written and folders made."""
    calls: int = 0

    def written_outside(self, *folders: Path) -> list[str]:
        """What was written in none of these folders."""
        allowed = [Path("/dev"), *(folder.resolve() for folder in folders)]
        return sorted(
            str(path)
            for path in self.written
            if not any(path.is_relative_to(folder) for folder in allowed)
        )


def under_strace(trace: Path) -> tuple[str, ...]:
    """The command to put before another, to have it traced into a file."""
    assert STRACE is not None
    return (STRACE, "-D", "-f", "-y", "--seccomp-bpf", "-o", str(trace), "-e", f"trace={_CALLS}")


def wait_for_end(trace: Path) -> str:
    """The whole of a trace: the tracer ends a moment after the first process that it traced."""
    deadline = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < deadline:
        text = trace.read_text(encoding="utf-8", errors="replace") if trace.exists() else ""
        first = text.partition(" ")[0]
        if first and re.search(rf"^{first} +\+\+\+ (exited|killed)", text, re.MULTILINE):
            return text
        time.sleep(0.05)
    raise AssertionError(f"the tracer did not end in {SECONDS_TO_END} s")


def read_trace(text: str) -> Seen:
    """What a trace shows. A call that is split over two lines has its arguments in the first."""
    seen = Seen()
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        seen.calls += 1
        call, arguments = found["call"], found["arguments"]
        if call in _SENDS:
            reached = [ip_address(four or six) for four, six in _ADDRESS.findall(arguments)]
            if any(not _is_here(address) for address in reached) or (reached and DNS in arguments):
                seen.outside.append(line)
        elif call in _OPENS | _MAKES and (named := _PATH.search(arguments)):
            # Where the call itself names no folder it is from the one the process started in.
            path = Path(named["folder"] or named["open"] or ROOT, named["path"])
            if str(path) == RESOLVER:
                seen.outside.append(line)
            if call in _MAKES or re.search(r"O_WRONLY|O_RDWR|O_CREAT", arguments):
                seen.written.add(path)
    return seen


def _is_here(address: object) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)  # type: ignore[attr-defined]
