"""The socket that the server listens on: opened here, or by the parent process."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address

from bot.errors import SettingError

BACKLOG = 2048
"""Connections that may wait to be accepted in a rush."""


def listen(host: str, port: int) -> socket.socket:
    """Open a socket that listens.

    Raises:
        SettingError: the address cannot be listened on.
    """
    # asyncio sends small responses at once (TCP_NODELAY) only when a socket names its protocol.
    listening = socket.socket(_family(host), socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
        return listening
    except OSError as error:
        listening.close()
        raise SettingError(
            f"Cannot listen on {host}:{port}: {error.strerror}. "
            "Stop what uses it, or set PPI_PORT to another port."
        ) from error


def handed_down(descriptor: int, host: str) -> socket.socket:
    """The socket that the parent process opened; it names its protocol, as in `listen`."""
    return socket.socket(_family(host), socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=descriptor)


def address_of(listening: socket.socket) -> str:
    """The address to type into a browser."""
    host, port = listening.getsockname()[:2]
    address = ip_address(host)
    return f"http://{'localhost' if address.is_loopback or address.is_unspecified else host}:{port}"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
