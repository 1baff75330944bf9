"""Settings: one message with every problem, or a frozen dataclass."""

import dataclasses

import pytest

from services.common import settings


@dataclasses.dataclass(frozen=True, kw_only=True)
class Example(settings.CommonSettings):
    limit: int = settings.setting(
        "EXAMPLE_LIMIT", default=5, check=lambda value: None if value > 0 else "must be above 0"
    )
    origins: tuple[str, ...] = settings.setting("EXAMPLE_ORIGINS", default=())
    is_open: bool = settings.setting("EXAMPLE_OPEN", default=True)


GOOD = {
    "NATS_URL": "nats://somewhere",
    "EXAMPLE_LIMIT": "7",
    "EXAMPLE_ORIGINS": "https://a, https://b",
    "EXAMPLE_OPEN": "no",
}


def test_values_come_from_the_environment_in_their_types():
    loaded = settings.load(Example, GOOD)
    assert (loaded.nats_url, loaded.limit, loaded.origins, loaded.is_open) == (
        "nats://somewhere",
        7,
        ("https://a", "https://b"),
        False,
    )


def test_an_absent_or_empty_value_takes_its_default():
    loaded = settings.load(Example, {"NATS_URL": "nats://somewhere", "EXAMPLE_LIMIT": ""})
    assert (loaded.limit, loaded.log_level) == (5, "info")


def test_all_problems_are_named_in_one_message():
    with pytest.raises(settings.SettingsError) as failure:
        settings.load(Example, {"EXAMPLE_LIMIT": "many", "EXAMPLE_OPEN": "perhaps"})
    message = str(failure.value)
    assert "NATS_URL is missing" in message
    assert "EXAMPLE_LIMIT should be a whole number" in message
    assert "EXAMPLE_OPEN should be true or false" in message


def test_a_value_out_of_bounds_stops_the_start():
    with pytest.raises(settings.SettingsError, match="EXAMPLE_LIMIT must be above 0"):
        settings.load(Example, {**GOOD, "EXAMPLE_LIMIT": "0"})
