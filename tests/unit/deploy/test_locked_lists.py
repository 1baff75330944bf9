"""The hash-locked lists: what is in them, that they agree, and that damage is noticed."""

import re

import pytest

from deploy import environment
from deploy.failure import Failure

HASH = "--hash=sha256:" + "0" * 64


def write(path, text):
    path.write_text(text)
    return path


def test_a_list_gives_name_and_version_of_every_pin(tmp_path):
    listed = write(tmp_path / "some.lock", f"Flask_Sock==0.7.0 \\\n    {HASH}\n# why\npillow==13.0.0 \\\n    {HASH}\n")
    assert environment.read_list(listed) == {"flask-sock": "0.7.0", "pillow": "13.0.0"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "flask==3.1.3\n",
        "flask>=3\n",
        f"flask==3.1.3 \\\n    {HASH[:-1]}\n",
        f"flask==3.1.3 \\\n    {HASH}\n<<<<<<< HEAD\n",
        f"flask==3.1.3 \\\n    {HASH}\nwerkzeug==3.1.9\n",
    ],
)
def test_a_damaged_list_is_named_with_its_remedy(tmp_path, text):
    with pytest.raises(Failure, match=r"some\.lock is damaged.*git checkout"):
        environment.read_list(write(tmp_path / "some.lock", text))


def test_a_list_that_is_not_text_is_named_too(tmp_path):
    path = tmp_path / "some.lock"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Failure, match="cannot be read"):
        environment.read_list(path)


def test_the_two_lists_pin_the_same_versions():
    runtime, dev = (environment.read_list(environment.LISTS[needs]) for needs in ("runtime", "dev"))
    assert {name: dev.get(name) for name in runtime} == runtime


def test_everything_asked_for_is_pinned():
    for needs, path in environment.LISTS.items():
        asked = path.with_suffix(".in").read_text()
        names = re.findall(r"^([A-Za-z0-9][A-Za-z0-9_.-]*)", asked, re.M)
        assert {name.lower().replace("_", "-") for name in names} <= set(environment.read_list(path)), needs
