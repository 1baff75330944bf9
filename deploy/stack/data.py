"""The data directory of one stack: everything that Natter keeps, and the proof that this version may use it.

Made by `up`, opened by every other verb. It holds VERSION (number of the data format), settings.json (port, host,
internal ports, the stack's id), secrets/, run/ (rendered configuration), logs/, and a folder for each part that
keeps data. Two data directories are two stacks that know nothing of each other.
"""

import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from deploy.failure import Failure

DATA_FORMAT = 1
LEAST_FREE_BYTES = 200 * 1024 * 1024
FOLDERS = ("secrets", "run", "logs", "mongo", "nats", "gateway", "metrics", "work", "files")


class Data:
    """An open data directory."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    def settings(self) -> dict[str, Any]:
        path = self / "settings.json"
        try:
            return dict(json.loads(path.read_text()))
        except (ValueError, FileNotFoundError) as error:
            raise Failure(
                f"{path} is damaged ({error})", "remove that file; the next ./natter up makes a new one"
            ) from None

    def remember(self, **changes: Any) -> None:
        """Write changed settings; the file is replaced at once, never half written."""
        path = self / "settings.json"
        merged = {**(self.settings() if path.exists() else {}), **changes}
        write_private(path, json.dumps(merged, indent=2) + "\n")

    @property
    def stack_id(self) -> str:
        """Marks every process of this stack, so that its own leftovers can be told from anybody else's."""
        return str(self.settings()["stack_id"])

    def log(self, program: str) -> Path:
        return self / "logs" / f"{program}.log"


def make(folder: Path) -> Data:
    """Make or open the data directory for `up`. Raises Failure when it may not or should not be used."""
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise Failure(
            f"the data directory {folder} cannot be written ({error.strerror})",
            "name another place with --data-dir, or give this user the right to write there",
        ) from None
    _require_space(folder)
    if not (folder / "VERSION").exists() and any(path.name not in FOLDERS for path in folder.iterdir()):
        raise Failure(
            f"{folder} holds something else than Natter's data", "name an empty or new folder with --data-dir"
        )
    data = Data(folder)
    _check_version(folder)
    os.chmod(folder, 0o700)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    if not (folder / "settings.json").exists():
        data.remember(stack_id=secrets.token_hex(8))
    if not (folder / "VERSION").exists():
        write_private(folder / "VERSION", f"{DATA_FORMAT}\n")
    return data


def find(folder: Path) -> Data | None:
    """The data directory as it is, for verbs that only look; None when `up` never made one here."""
    folder = folder.expanduser().absolute()
    if not (folder / "VERSION").exists() or not (folder / "settings.json").exists():
        return None
    _check_version(folder)
    return Data(folder)


def require(folder: Path) -> Data:
    """The data directory as it is. Raises Failure when `up` never made one here."""
    found = find(folder)
    if found is None:
        raise Failure(f"there is no Natter in {folder}", "start one with ./natter up, or name its --data-dir")
    return found


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by this user only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _check_version(folder: Path) -> None:
    path = folder / "VERSION"
    if not path.exists():
        return
    text = path.read_text().strip()
    if not text.isdigit():
        raise Failure(f"{path} is damaged", f"write the data format number there (this version's is {DATA_FORMAT})")
    if int(text) > DATA_FORMAT:
        raise Failure(
            f"{folder} was written by a newer Natter (data format {text}, this one knows {DATA_FORMAT})",
            "update this checkout, or name another data directory with --data-dir",
        )


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise Failure(
            f"the disk of {folder} has {free // 2**20} MB left, Natter needs {LEAST_FREE_BYTES // 2**20} MB to start",
            "free some space or name a place on another disk with --data-dir",
        )
