"""Where a request comes from: the address and the program, as far as they are known."""

import ipaddress
import re

import msgspec

UNKNOWN_ADDRESS = "unknown"
UNKNOWN_DEVICE = "Unknown device"
USER_AGENT_LIMIT = 300

# The first that occurs wins: most browsers also name those that they are like.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Client(msgspec.Struct, frozen=True):
    """`address`: an IP address or UNKNOWN_ADDRESS; `user_agent`: one harmless line."""

    address: str
    user_agent: str

    def network(self) -> str:
        """What limits count: one IPv4 address, or the /64 that one IPv6 customer has to himself."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return UNKNOWN_ADDRESS
        if address.version == 6:
            return str(ipaddress.ip_network((address, 64), strict=False))
        return self.address


def client_of(address: str | None, user_agent: str | None) -> Client:
    """From the headers of a request, which may hold anything."""
    return Client(_address(address), one_line(user_agent or "", USER_AGENT_LIMIT))


def device_of(user_agent: str) -> str:
    """What a person calls it: `Firefox on Linux`."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    program = user_agent.partition("/")[0].strip()[:40]
    return browser or system or program or UNKNOWN_DEVICE


def one_line(text: str, limit: int) -> str:
    """The text without line breaks and control characters, so that it cannot pretend to be two lines in a log."""
    return _CONTROL.sub(" ", text).strip()[:limit]


def _address(text: str | None) -> str:
    try:
        return str(ipaddress.ip_address((text or "").strip()))
    except ValueError:
        return UNKNOWN_ADDRESS
