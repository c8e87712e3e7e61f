"""How many places may be held for addresses that nobody has proved."""

from ipaddress import IPv6Address, ip_address, ip_network

MOST_HELD_FROM_ONE_NETWORK = 20
"""Places kept at once for addresses that nobody has proved yet. Above it the code comes first."""

MOST_HELD_BY_ONE_CODE = 5

FEWEST_HELD_OF_A_SESSION = 3

MOST_ASKED_FROM_ONE_NETWORK = 500
"""Bookings that wait for their code at once, with or without a place: a school or a council at the opening of a
Learning Week is far below it, and no more mail than that is caused from one network in half an hour."""


def most_held_of(places: int) -> int:
    """How many of a session's places may be kept at once for addresses that nobody has proved: a tenth."""
    return max(FEWEST_HELD_OF_A_SESSION, places // 10)


def network_of(client_address: str) -> str:
    """The network of an address, which one visitor may have to themselves: an IPv4 /24, an IPv6 /64. Empty where it
    isn't known."""
    try:
        address = ip_address(client_address)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network((address, 24 if address.version == 4 else 64), strict=False))
