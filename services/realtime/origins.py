"""Whose pages may open a WebSocket here.

Browsers send cookies and open sockets for any page, and only `Origin` tells which. A program that is no browser sends
none and is let through: what it may hear is decided by the token in its first frame.
"""

from collections.abc import Collection


def is_allowed(origin: str | None, own: str, others: Collection[str]) -> bool:
    """`own`: scheme and host of the request, such as `https://chat.example.org:8443`."""
    if origin is None:
        return True
    return origin.lower() == own.lower() or origin in others


def own_origin(scheme: str, host: str) -> str:
    """What a browser calls the place that it asked: the usual port is left out."""
    name, _, port = host.rpartition(":")
    if name and (scheme, port) in (("http", "80"), ("https", "443")):
        host = name
    return f"{scheme}://{host}"
