"""The operator's settings: the environment of the command, and natter.env in the data directory for what should stay.

One NAME=value a line, as deploy/env.example explains; the environment wins.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy.failure import Failure


def read(path: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """All settings. Raises Failure for a line that is not NAME=value."""
    settings: dict[str, str] = {}
    lines = path.read_text().splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise Failure(f"line {number} of {path} is not NAME=value", "correct it, see deploy/env.example")
        settings[name.strip()] = value.strip()
    return {**settings, **{name: value for name, value in environ.items() if value}}
