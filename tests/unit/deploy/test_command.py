"""The command as people meet it: help, exit codes, failures in one sentence."""

import ast
import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import command, failure

ROOT = Path(__file__).resolve().parents[3]


def test_help_names_every_verb_with_what_it_does(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    # The help of a long verb stands below it.
    assert all(re.search(rf"^    {verb}\s+\w", shown, re.M) for verb in command.VERBS)


@pytest.mark.parametrize("verb", command.VERBS)
def test_every_verb_explains_itself(capsys, verb):
    with pytest.raises(SystemExit) as ended:
        command.main([verb, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 100


@pytest.mark.parametrize("given", [[], ["start"], ["up", "--port", "0"], ["up", "--port", "many"], ["test", "load"]])
def test_what_is_not_understood_ends_with_2(capsys, given):
    with pytest.raises(SystemExit) as ended:
        command.main(given)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_failure_is_one_sentence_and_exit_code_1(capsys, tmp_path):
    assert command.main(["status", "--data-dir", str(tmp_path)]) == 1
    shown = capsys.readouterr().err
    assert shown == (f"natter: there is no Natter in {tmp_path}: start one with ./natter up, or name its --data-dir.\n")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "may not be written by this user"), (errno.EROFS, "may not")],
)
def test_what_the_system_refuses_becomes_a_sentence(number, sentence):
    assert sentence in str(failure.from_os_error(OSError(number, "refused", "somewhere")))


def test_other_errors_of_the_system_stay_bugs():
    assert failure.from_os_error(OSError(errno.EBADF, "bad")) is None


def test_an_old_python_is_told_which_one_to_use():
    source = (ROOT / "natter").read_text()
    ast.parse(source, feature_version=(3, 7))
    old = "import sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['./natter', 'up']\n"
    done = subprocess.run([sys.executable, "-c", old + source], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("natter: this is Python 3.9 ")
    assert "3.11, 3.12 or 3.13" in done.stderr


def test_the_command_works_from_any_folder(tmp_path):
    done = subprocess.run([str(ROOT / "natter"), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_but_the_standard_library_is_needed_to_get_help():
    done = subprocess.run(
        [sys.executable, "-S", "-I", str(ROOT / "natter"), "up", "--help"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
