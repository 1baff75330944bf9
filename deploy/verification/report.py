"""The report of a run: result.json, a page for people, and the whole history when something was violated."""

import gzip
from pathlib import Path

import msgspec

from deploy.verification import page
from deploy.verification.evidence import Evidence
from deploy.verification.result import Result

PAGE, RESULT, HISTORY = "index.html", "result.json", "history.ndjson.gz"


def write(folder: Path, result: Result, evidence: Evidence, command: str) -> Path:
    """Write all files, over those of an earlier run; answers the page's path. `command` repeats the run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULT).write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    (folder / PAGE).write_text(page.render(result, command))
    kept = folder / HISTORY
    kept.unlink(missing_ok=True)
    if result.is_violated:
        with gzip.open(kept, "wb", compresslevel=1) as out:
            for record in evidence.records:
                out.write(msgspec.json.encode(record) + b"\n")
    return folder / PAGE
