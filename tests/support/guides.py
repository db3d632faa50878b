"""What the guides in docs/ tell people to type."""

from __future__ import annotations

import re

from bot.paths import ROOT

# Addresses outside are replaced by ones on this machine where nobody listens.
NOT_OUTSIDE = {"mail.example.org:587": "127.0.0.1:9"}


def lines_of(guide: str) -> str:
    """What a guide has people write into `.env`, as it stands there."""
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    lines = [
        found[1] or found[2]
        for block in blocks
        for line in block.splitlines()
        if (found := re.fullmatch(r" *(?:(PPI_\w+=.*)|echo '(PPI_\w+=.*)' >> \.env)", line))
    ]
    lines += re.findall(r"`(PPI_\w+=[^`]+)` (?:into|in) `\.env`", text)
    for outside, here in NOT_OUTSIDE.items():
        lines = [line.replace(outside, here) for line in lines]
    return "\n".join(lines) + "\n"
