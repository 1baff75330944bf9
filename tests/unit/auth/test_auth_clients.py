"""Where a request comes from, told from headers that may hold anything."""

import pytest

from services.auth.clients import client_of, device_of


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605 Version/19 Safari/605.1", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel) AppleWebKit/537 Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("python-requests/2.34", "python-requests"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_called_what_a_person_would_call_it(user_agent, device):
    assert device_of(user_agent) == device


def test_a_user_agent_cannot_pretend_to_be_several_lines():
    client = client_of("192.0.2.1", "curl/8\r\nevent: forged\u2028more\x00\x85" + "x" * 1_000)
    assert client.user_agent.startswith("curl/8 event: forged more xxx")
    assert len(client.user_agent) == 300


@pytest.mark.parametrize("address", [None, "", "unknown", "1.2.3.4, 5.6.7.8", "1.2.3.4:80", "x" * 10_000, "1.2.3.4\n"])
def test_what_is_no_address_counts_as_one_unknown_place_or_is_cleaned(address):
    assert client_of(address, None).network() in ("unknown", "1.2.3.4")


def test_limits_count_an_ipv6_customer_and_not_each_of_their_addresses():
    assert client_of("2001:db8:1:2::1", "").network() == client_of("2001:db8:1:2:ffff::9", "").network()
    assert client_of("2001:db8:1:2::1", "").network() != client_of("2001:db8:1:3::1", "").network()
