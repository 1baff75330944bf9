"""What `./natter verify` refuses before it begins, each with a sentence that says what to do."""

import argparse

import pytest

from deploy import verify
from deploy.failure import Failure


def given(*words):
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seconds", "1"], "--seconds 1 is out of range"),
        (["--senders", "1"], "1 senders are too few"),
        (["--receivers", "0"], "0 receivers are too few"),
        (["--devices", "0"], "0 devices are too few"),
        (["--rate", "0"], "is no rate"),
        (["--token", "a", "--token", "b"], "1 senders are too few"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(words, said):
    with pytest.raises(Failure, match=said):
        verify.wanted(given(*words))


def test_without_a_seed_one_is_chosen_and_printed_in_a_command_that_repeats_it():
    asked = given("http://chat.example", "--seconds", "30")
    chosen = verify.wanted(asked)
    line = verify.again(asked, chosen.seed)
    assert line.startswith("./natter verify http://chat.example --seconds 30")
    repeated = verify.wanted(given(*line.split()[2:]))
    assert repeated == chosen


def test_tokens_are_shared_out_between_senders_and_receivers():
    words = [word for number in range(5) for word in ("--token", str(number))]
    assert (verify.wanted(given(*words)).senders, verify.wanted(given(*words)).receivers) == (3, 2)


def test_faults_are_refused_on_a_remote_server():
    with pytest.raises(Failure, match="only be made on a stack of this machine"):
        verify.where(given("https://chat.example", "--faults"))


@pytest.mark.parametrize("url", ["chat.example", "ftp://chat.example", "http://"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Failure, match="is not an address"):
        verify.where(given(url))


def test_without_an_address_there_must_be_a_local_stack(tmp_path):
    with pytest.raises(Failure, match=r"start one with \./natter up"):
        verify.where(given("--data-dir", str(tmp_path)))
