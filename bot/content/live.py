"""The pack as it stands now: edited cards are used without a restart, broken ones never."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.content.load import load_pack
from bot.content.pack import Pack
from bot.content.pack_files import card_files, other_files
from bot.errors import ContentError

log = logging.getLogger("ppi_guide.content")

SECONDS_BETWEEN_LOOKS = 3.0

Stamp = tuple[tuple[str, int, int], ...]
"""Path, time of the last change in nanoseconds, and size in bytes of every file of a pack."""


class LivePack:
    """A pack that is loaded again when its files change. One with a fault is not used at all."""

    def __init__(self, folder: Path) -> None:
        """Load the pack.

        Raises:
            ContentError: it has a fault, and there is no older one to go on with.
        """
        self._folder = folder
        self._stamp = _stamp(folder)
        self._pack = load_pack(folder)
        self._stopped = threading.Event()

    @property
    def now(self) -> Pack:
        """The last pack that had no fault."""
        return self._pack

    def refresh(self) -> bool:
        """Load the pack again if one of its files changed; True when the new one is in use."""
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return False
        self._stamp = stamp  # a broken pack is reported once, and looked at again when it changes
        try:
            pack = load_pack(self._folder)
        except ContentError as error:
            log.error(
                "The changed cards have a fault; the old ones stay in use. Fix this: %s", error
            )
            return False
        before, self._pack = self._pack, pack
        log.info("The changed cards are in use: %d cards.", len(pack.cards))
        if _names(before) != _names(pack):
            log.info("A name of a term has changed: it is understood after `ppi-guide train`.")
        return True

    def watch(self) -> None:
        """Look for changes from now on, in a thread, until `stop`."""
        threading.Thread(target=self._watch, name="cards", daemon=True).start()

    def stop(self) -> None:
        """Stop looking for changes."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(SECONDS_BETWEEN_LOOKS):
            try:
                self.refresh()
            except OSError as error:  # a file may be missing while it is saved: look again later
                log.warning("The cards cannot be read at the moment: %s", error.strerror)


@lru_cache(maxsize=1)
def live_pack(folder: Path) -> LivePack:
    """The one live pack of this process: channels and actions show the same cards."""
    return LivePack(folder)


def _stamp(folder: Path) -> Stamp:
    return tuple(
        (str(path), status.st_mtime_ns, status.st_size)
        for path in _files(folder)
        if (status := path.stat())
    )


def _files(folder: Path) -> Iterator[Path]:
    yield from other_files(folder)
    try:
        yield from card_files(folder)
    except ContentError:  # pack.yml cannot be read: its own stamp has changed, which is enough
        return


def _names(pack: Pack) -> set[tuple[str, str]]:
    return {(card.id, name) for card in pack.terms.values() for name in card.names}
