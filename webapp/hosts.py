"""The host that a request names in, whether this server is called so out.

A page from elsewhere may give its own name the address of this machine, and so read the library in a browser that is
allowed to ask for it (DNS rebinding). It cannot make a request name a host by a number.
"""

import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address

LOCAL = ("localhost", "127.0.0.1", "::1")
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what is listened at, as it is typed
# RFC 9110, section 7.2: a name, an address or one of IPv6 in brackets, and a port.
HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^\[\]:/@?#\s]+))(?::\d{0,5})?")
# An address for documentation (RFC 5737): nothing is sent to it.
NOBODY = ("192.0.2.1", 9)


class Hosts:
    """The names and addresses that a server answers to."""

    def __init__(self, names: Iterable[str], *, by_address: bool) -> None:
        """Take names as people write them; `by_address`: any address of the machine will do."""
        self._names = {_plain(name) for name in (*LOCAL, *names)}
        self._by_address = by_address

    def is_ours(self, header: str) -> bool:
        """Return whether a Host header names this server."""
        match = HOST.fullmatch(header)
        name = _plain(match[1] or match[2]) if match else ""
        return name in self._names or (self._by_address and _is_address(name))


def own_names(host: str) -> tuple[str, ...]:
    """Return how a server that listens at this address may be called, the best for other machines first."""
    if host not in ANYWHERE:
        return (host,)
    name = socket.gethostname()
    return tuple(dict.fromkeys((_own_address(), name, f"{name.partition('.')[0]}.local", socket.getfqdn())))


def shown(host: str) -> str:
    """Return the host as it is written in an address."""
    return f"[{host}]" if ":" in host else host


def _own_address() -> str:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(NOBODY)
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def _plain(name: str) -> str:
    """Return a name in small letters without its last dot, and an address in its shortest form."""
    name = name.strip().strip("[]").rstrip(".").lower()
    with suppress(ValueError):
        return ip_address(name).compressed
    return name


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(name))
    return False
