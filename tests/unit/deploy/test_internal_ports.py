"""Ports: the public one must be free, the internal ones are chosen once and only changed when taken."""

import socket

import pytest

from deploy.failure import Failure
from deploy.stack import ports


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_public_port_in_use_is_told_with_a_way_out(taken):
    with pytest.raises(Failure, match=f"port {taken} is in use by another program: choose another with --port"):
        ports.require_free(taken, "127.0.0.1")


def test_an_address_that_is_not_ours_is_told():
    with pytest.raises(Failure, match=r"192\.0\.2\.1 is not an address of this machine"):
        ports.require_free(8080, "192.0.2.1")


def test_chosen_ports_are_different_and_free():
    chosen = ports.choose("abcdefgh", {})
    assert len(set(chosen.values())) == 8
    assert all(ports.is_free(port) for port in chosen.values())


def test_remembered_ports_are_kept():
    chosen = ports.choose("abc", {})
    assert ports.choose("abc", chosen) == chosen


def test_a_remembered_port_that_is_taken_is_chosen_anew(taken):
    chosen = ports.choose(["nats", "mongo"], {"nats": taken})
    assert taken not in chosen.values()


def test_no_port_is_in_the_range_of_outgoing_connections():
    assert max(ports.INTERNAL_RANGE) < 32_768
