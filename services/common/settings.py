"""Settings: a frozen dataclass per service, filled once at start from the environment.

A missing or odd value stops the start with all problems in one message. Secrets have no default. Code receives
values and never reads the environment. deploy/env.example explains each name.
"""

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")

_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class SettingsError(Exception):
    """The service cannot start; the message lists every problem, one a line."""


def setting(env: str, *, default: Any = dataclasses.MISSING, check: Callable[[Any], str | None] | None = None) -> Any:
    """A dataclass field read from the variable `env`; `check` answers what is wrong with a value, or None."""
    metadata = {"env": env, "check": check}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def _pairs(texts: tuple[str, ...]) -> str | None:
    # Not quoted: one of them is a list of secrets.
    return None if all("=" in text for text in texts) else "should be name=value, separated by commas"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CommonSettings:
    """What every service needs to reach the others. Detours and their keys are read by detours.py."""

    nats_url: str = setting("NATS_URL")
    detours: tuple[str, ...] = setting("NATTER_DETOURS", default=(), check=_pairs)
    detour_keys: tuple[str, ...] = setting("NATTER_DETOUR_KEYS", default=(), check=_pairs)
    log_level: str = setting("LOG_LEVEL", default="info")
    drain_seconds: float = setting("DRAIN_SECONDS", default=8.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """For the services that keep something."""

    mongodb_uri: str = setting("MONGODB_URI")
    database_prefix: str = setting("NATTER_DATABASE_PREFIX", default="natter")


@dataclasses.dataclass(frozen=True, kw_only=True)
class CacheSettings:
    """For the services that use Redis for what may be lost."""

    redis_url: str = setting("REDIS_URL")


def load(kind: type[T], environ: Mapping[str, str]) -> T:
    """The settings of one service. Raises SettingsError that names all missing and odd values at once."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    types = get_type_hints(kind)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        env = field.metadata["env"]
        text = environ.get(env)
        if text is None or text == "":
            if field.default is dataclasses.MISSING:
                problems.append(f"{env} is missing")
            continue
        try:
            values[field.name] = _parse(types[field.name], text)
        except ValueError:
            problems.append(f"{env} should be {_describe(types[field.name])}")
            continue
        check = field.metadata["check"]
        if check and (problem := check(values[field.name])):
            problems.append(f"{env} {problem}")
    if problems:
        raise SettingsError("cannot start, see deploy/env.example:\n  " + "\n  ".join(problems))
    return kind(**values)


def _parse(kind: Any, text: str) -> Any:
    if kind is bool:
        if text.lower() not in _TRUTH:
            raise ValueError(text)
        return _TRUTH[text.lower()]
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return kind(text)


def _describe(kind: Any) -> str:
    names = {int: "a whole number", float: "a number", bool: "true or false", Path: "a path"}
    return names.get(kind, "a list separated by commas")
