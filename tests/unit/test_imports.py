"""The borders between the parts, checked on the syntax tree: design §1 and house-style."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "services"
OWN = ("auth", "chat", "realtime", "notify")

# Library → the files that may import it, as paths below services/ ("*" is one folder or file name).
RESERVED = {
    "nats": ("common/bus/*.py",),
    "asyncio": ("common/bus/*.py",),
    "pymongo": ("common/database.py", "*/stores/*.py"),
    "bson": ("common/database.py", "*/stores/*.py"),
    "redis": ("common/cache.py", "*/stores/*.py"),
    # What strangers send is decoded in a process of its own, which starts with the first of these.
    "PIL": ("common/pictures/program.py", "auth/avatar_drawing.py", "chat/picture_drawing.py"),
    "flask": ("common/http.py", "common/service.py", "*/app.py", "*/routes/*.py"),
    "flask_sock": ("realtime/app.py", "realtime/routes/*.py"),
}


def imports(source: str) -> set[str]:
    """Every module that a file imports, with its dots."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def offences(path: str, source: str) -> list[str]:
    """What a file below services/ imports although it may not."""
    own = path.split("/")[0]
    wrong = []
    for module in sorted(imports(source)):
        library, _, rest = module.partition(".")
        if library == "services":
            other = rest.split(".")[0]
            if other in OWN and other != own:
                wrong.append(f"{path} imports {module}: a service never imports another service")
        elif library in RESERVED and not any(Path(path).match(allowed) for allowed in RESERVED[library]):
            wrong.append(f"{path} imports {module}: only {', '.join(RESERVED[library])} may")
    return wrong


def test_services_keep_to_their_borders():
    files = sorted(SERVICES.rglob("*.py"))
    assert files, "no services found"
    wrong = [line for file in files for line in offences(file.relative_to(SERVICES).as_posix(), file.read_text())]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("chat/log.py", "from services.auth.accounts import Accounts"),
        ("chat/log.py", "import services.realtime.hub"),
        ("common/ids.py", "from services.chat import log"),
        ("chat/log.py", "import pymongo.errors"),
        ("notify/subscriptions.py", "from nats.aio import client"),
        ("realtime/hub.py", "import asyncio"),
        ("auth/accounts.py", "from flask import request"),
        ("auth/avatars.py", "from PIL import Image"),
        ("auth/accounts.py", "def late():\n    from bson import ObjectId"),
    ],
)
def test_a_crossed_border_is_seen(path, source):
    assert offences(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("chat/stores/events.py", "from pymongo import IndexModel"),
        ("common/bus/loop.py", "import nats, asyncio"),
        ("chat/routes/messages.py", "from flask import request"),
        ("chat/log.py", "from services.common import errors\nfrom services.chat.stores import events"),
    ],
)
def test_what_is_allowed_is_allowed(path, source):
    assert not offences(path, source)
