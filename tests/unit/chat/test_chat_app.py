"""What must hold of the application before it is forked."""

import pytest

from services.chat.app import make_parts
from services.chat.settings import ChatSettings
from services.common.errors import Unavailable
from services.common.settings import SettingsError, load
from tests.unit.chat.fakes import FakeBus, FakeStores, World

ENVIRONMENT = {"MONGODB_URI": "mongodb://127.0.0.1:1", "NATS_URL": "nats://127.0.0.1:1", "CHAT_FILES": "files"}


def test_two_workers_that_were_forked_from_one_application_have_leases_of_their_own():
    """What was made before the fork is in both, so a lease's name must not be."""
    world = World()
    parts = make_parts(FakeStores(world), FakeBus(world), load(ChatSettings, ENVIRONMENT))
    with pytest.raises(Unavailable):
        parts.leases.hold({"c" * 24: 1})
    names = set()
    for _ in range(2):
        parts.leases.start()
        names.add(parts.leases.process_id)
    assert len(names) == 2


def test_missing_settings_are_told_all_at_once():
    with pytest.raises(SettingsError) as refused:
        load(ChatSettings, {"CHAT_APPEND_QUEUE": "0"})
    for name in ("MONGODB_URI", "NATS_URL", "CHAT_FILES", "CHAT_APPEND_QUEUE"):
        assert name in str(refused.value)
