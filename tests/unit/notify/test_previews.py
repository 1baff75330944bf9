"""One line of what was said, whole in what a reader sees as one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.events import MessageCreatedData
from services.common.shapes import Attachment
from services.notify import previews

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e6\U0001f1f9"
THUMB = "\U0001f44d\U0001f3fd"
ACCENT = "e\u0301"


def test_a_short_text_stays_as_it_is():
    assert previews.preview("direct", "Ana", MessageCreatedData(body="hello")) == "hello"


def test_white_space_becomes_one_space_and_marks_of_direction_go():
    assert previews.one_line(" a\n\n\tb\u2003c\u202e\x00d ") == "a b cd"


@pytest.mark.parametrize("cluster", [FAMILY, FLAG, THUMB, ACCENT])
@pytest.mark.parametrize("shift", range(8))
def test_a_cut_never_goes_through_what_looks_like_one_character(cluster, shift):
    text = "x" * (130 + shift) + cluster * 20
    short = previews.shorten(text, 140)
    assert len(short) <= 140
    assert short.endswith("…")
    kept = short[130 + shift : -1]
    assert kept == cluster * (len(kept) // len(cluster))


@pytest.mark.parametrize(
    ("sender", "body", "expected"),
    [
        ("Ana", "hello", "Ana: hello"),
        ("Ana", "\u0645\u0631\u062d\u0628\u0627", "\u2068Ana\u2069: \u0645\u0631\u062d\u0628\u0627"),
        ("\u05e0\u05d5\u05e2\u05d4", "hello 12", "\u2068\u05e0\u05d5\u05e2\u05d4\u2069: hello 12"),
    ],
)
def test_a_name_and_a_text_of_two_directions_are_kept_apart(sender, body, expected):
    assert previews.preview("group", sender, MessageCreatedData(body=body)) == expected


def test_a_name_that_brings_marks_of_its_own_cannot_turn_the_line_around():
    preview = previews.preview("group", "\u202e\u05e0\u2069", MessageCreatedData(body="x"))
    assert preview == "\u2068\u05e0\u2069: x"


@given(st.text(max_size=400), st.sampled_from(["direct", "group"]))
def test_whatever_was_said_the_preview_fits(body, kind):
    preview = previews.preview(kind, "Ana", MessageCreatedData(body=body))
    assert len(preview) <= 140
    assert "\n" not in preview


def test_a_file_without_words_is_named():
    file = Attachment(id="1" * 24, name="plan.pdf", size=1, content_type="application/pdf")
    data = MessageCreatedData(body="", attachments=[file])
    assert previews.preview("group", "Ana", data) == "Ana: plan.pdf"
