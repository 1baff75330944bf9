"""What the documents show is what the code does: examples decode, addresses exist, links lead somewhere."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from services.common import events, frames

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
UNIONS = (frames.IncomingFrame, frames.OutgoingFrame, events.Event)
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def examples():
    """Every JSON object in docs/protocol.md that is a frame."""
    blocks = "\n".join(re.findall(r"```json\n(.*?)```", PROTOCOL, re.S))
    text = blocks + "\n" + "\n".join(re.findall(r"`(\{\"type\".*?\})`", PROTOCOL))
    decoder, position, found = json.JSONDecoder(), 0, []
    while (start := text.find("{", position)) >= 0:
        frame, position = decoder.raw_decode(text, start)
        found.append(frame)
    return found


def field_names(kind):
    """The names on the wire, tag included."""
    return {kind.__struct_config__.tag_field, *kind.__struct_encode_fields__}


@pytest.mark.parametrize("frame", examples(), ids=lambda frame: frame["type"])
def test_an_example_of_the_protocol_is_a_frame(frame):
    tag = frame["kind"] if frame["type"] == "event" else frame["type"]
    kinds = [kind for union in UNIONS for kind in union.__args__ if kind.__struct_config__.tag == tag]
    # `read` and `typing` go both ways; the names tell which one is shown.
    kind = next(kind for kind in kinds if set(frame) <= field_names(kind))
    assert msgspec.convert(frame, type=kind)


def test_every_frame_and_event_is_in_the_protocol():
    shown = {frame["type"] for frame in examples()}
    for union in (frames.IncomingFrame, frames.OutgoingFrame):
        assert {kind.__struct_config__.tag for kind in union.__args__} <= shown
    for kind in events.Event.__args__:
        assert f"`{kind.__struct_config__.tag}`" in PROTOCOL


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), f"{document.name} points to {target}"


def test_files_that_the_services_name_are_there():
    """In comments, docstrings and READMEs: who calls what is told by the names of files."""
    missing = []
    for teller in [path for kind in ("*.py", "*.md") for path in (ROOT / "services").rglob(kind)]:
        for name in re.findall(r"(?<![\w/<>.*-])[a-z_/]+\.py\b", teller.read_text()):
            if not list((ROOT / "services").rglob(name)) and not (ROOT / name).exists():
                missing.append(f"{teller.relative_to(ROOT)} names {name}")
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "docs/screens/README.md"])
def test_pictures_that_a_page_shows_are_there(page):
    path = ROOT / page
    shown = re.findall(r'(?:<img src="|!\[[^\]]*\]\()([^")]+)', path.read_text())
    assert shown
    assert [name for name in shown if not (path.parent / name).exists()] == []


def test_pictures_stay_small_enough_to_be_kept_with_the_code():
    assert sum(path.stat().st_size for path in (ROOT / "docs" / "screens").iterdir()) < 3_000_000
