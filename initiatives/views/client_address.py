"""The address of the visitor behind the proxies that are trusted."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def is_trusted_proxy(address: str) -> bool:
    """Whether the peer is a proxy of TRUSTED_PROXIES; a peer at a Unix socket has no address and is local."""
    return not address or is_in(address, settings.TRUSTED_PROXIES)


def is_in(address: str | None, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Whether an address is in one of the networks; text that is no address is in none."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in networks)


def client_address(request: HttpRequest) -> str | None:
    """The last address that no trusted proxy has; None if there is none, as at a Unix socket without a proxy.

    Each proxy adds its peer at the end of X-Forwarded-For; what stands before may be invented by the visitor.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if is_trusted_proxy(peer) else ""
    chain = [*(word.strip() for word in forwarded.split(",") if word.strip()), *([peer] if peer else [])]
    for address in reversed(chain):
        if not is_trusted_proxy(address):
            return _valid(address)
    return _valid(chain[0]) if chain else None


def _valid(address: str) -> str | None:
    try:
        return str(ip_address(address))
    except ValueError:
        return None
