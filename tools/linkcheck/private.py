"""Hosts that are never asked: this machine, private networks, and what only they resolve."""

from __future__ import annotations

import ipaddress
import re
import socket

# Names that no public server answers to (RFC 6761, 6762, 8375, ICANN's "internal")
_NAMES = re.compile(r"(.+\.)?(localhost|local|internal|localdomain|home\.arpa|intranet|lan)")
_EMBEDDING = ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")  # IPv4 in the last bits
_NETWORKS = [ipaddress.IPv6Network(network) for network in _EMBEDDING]


class PrivateHost(ValueError):
    """A name that resolves to private addresses only."""


def private(name: str) -> bool:
    """Whether the host *name* is this machine's or a private network's, as far as it tells."""
    name = name.lower().rstrip(".")
    address = _literal(name)
    if address:
        return not _public(address)
    return "." not in name or _NAMES.fullmatch(name) is not None


def resolve(name: str, port: int) -> list[str]:
    """The public addresses of the host *name*.

    :raises PrivateHost: if it has private ones only
    :raises OSError: if it does not resolve
    """
    found = [entry[4][0] for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    public = [address for address in found if _public(ipaddress.ip_address(address))]
    if not public:
        raise PrivateHost(found[0])
    return public


def _literal(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that browsers take *name* for, IPv4 in decimal, octal, hexadecimal, or short."""
    try:
        if ":" in name:
            return ipaddress.ip_address(name)
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except (ValueError, OSError, UnicodeError):
        return None


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        plain = ipaddress.IPv6Address(int(address))  # without the zone
        if any(plain in network for network in _NETWORKS):
            return _public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.sixtofour:
            return _public(address.sixtofour)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast
