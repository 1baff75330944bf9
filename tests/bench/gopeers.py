"""The peers that are written in Go: built once when there is a Go toolchain on the PATH, else their rows say so.

Centrifugo, pinned, by `go install`; and the library that it is made of, Centrifuge, as the smallest server
(peers/centrifuge, pinned by go.sum), which can be built where a registry does not carry Centrifugo itself.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from deploy import places

CENTRIFUGO = "github.com/centrifugal/centrifugo/v6@v6.3.0"
SOURCE = Path(__file__).resolve().parent / "peers" / "centrifuge"
FOLDER = places.ENVIRONMENT / "natter-go"
BUILD_SECONDS = 600


class NotRun(Exception):
    """This peer cannot be measured here; the message says why."""


def centrifuge() -> None:
    """Build the small server. Raises NotRun."""
    sha = hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(SOURCE.iterdir()))).hexdigest()
    _make("centrifuge", sha, ["build", "-trimpath", "-o", str(FOLDER / "centrifuge"), "."], SOURCE)


def centrifugo() -> None:
    """Install the pinned version. Raises NotRun."""
    _make("centrifugo", CENTRIFUGO, ["install", CENTRIFUGO], FOLDER)


def _make(name: str, stamp: str, arguments: list[str], folder: Path) -> None:
    stamp_path = FOLDER / f"{name}.stamp"
    if stamp_path.exists() and stamp_path.read_text() == stamp and (FOLDER / name).exists():
        return
    go = shutil.which("go")
    if go is None:
        raise NotRun("there is no Go toolchain on the PATH")
    FOLDER.mkdir(exist_ok=True)
    print(f"  building {name}, which can take minutes the first time", flush=True)
    try:
        done = subprocess.run(
            [go, *arguments], cwd=folder, env={**os.environ, "GOBIN": str(FOLDER), "CGO_ENABLED": "0"},
            capture_output=True, text=True, timeout=BUILD_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotRun(f"it could not be built within {BUILD_SECONDS} s") from None
    if done.returncode:
        raise NotRun(f"go says: {_reason(done.stderr)}")
    stamp_path.write_text(stamp)


def _reason(said: str) -> str:
    """The last line without addresses: which registry is used is nobody else's business."""
    last = (said.strip().splitlines() or ["nothing"])[-1].strip()
    return " ".join(word for word in last.split() if "://" not in word)
