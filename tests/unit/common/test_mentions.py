"""Whom a message speaks to."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.common import mentions
from services.common.mentions import ALL

PEOPLE = {"ana": "A", "ben": "B", "ana-maria": "M", "j.r": "J", "dot.": "D", "x9": "X"}


def spoken_to(body, members=tuple("ABMJDX"), is_group=True):
    return mentions.resolve(mentions.spoken(body), PEOPLE, set(members), is_group=is_group)


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ("@ana", "A"),
        ("hello @ana, @ben!", "AB"),
        ("@ben @ana @ben", "BA"),
        ("@Ana and @BEN", "AB"),
        ("(@ana) \"@ben\" '@x9'", "ABX"),
        ("**@ana** _@ben_ ~@x9~", "ABX"),
        ("@ana's turn", "A"),
        ("thanks.@ana", "A"),
        ("cc:@ana\n@ben", "AB"),
        ("for @ana.", "A"),
        ("for @ana... and @ben-", "AB"),
        ("for @dot. or @dot.?", "D"),
        ("@ana-maria", "M"),
        ("@j.r", "J"),
        ("你好@ana你好", "A"),
        ("@ana/@ben", "A"),
    ],
)
def test_a_name_at_the_start_of_a_word_is_a_mention(body, ids):
    assert spoken_to(body) == list(ids)


@pytest.mark.parametrize(
    "body",
    [
        "ana",
        "@",
        "@ ana",
        "@a",
        "@@ana",
        "mail@ana",
        "to ana@ben.example and first_@ana",
        "@ana@ben.example",
        "josé@ana",
        "@anaé",
        "@anaconda",
        "@" + "a" * 40,
        "https://example.org/@ana",
        "@stranger",
        "`@ana`",
        "``@ana ` @ben``",
        "```\n@ana\n```",
        "```py\n@ana is never closed\n\n@ben",
        "@\u017f9 @\u212aen",
    ],
)
def test_addresses_code_and_parts_of_words_speak_to_nobody(body):
    assert spoken_to(body) == []


def test_what_stands_beside_code_is_read():
    assert spoken_to("`x` @ana `@ben` @x9") == ["A", "X"]
    assert spoken_to("a lone ` and @ana") == ["A"]
    assert spoken_to("```\ncode @ben\n```\n@ana") == ["A"]


def test_who_is_no_member_is_not_spoken_to():
    assert spoken_to("@ana @ben", members=["B"]) == ["B"]


def test_everybody_is_spoken_to_in_groups_only():
    assert spoken_to("@all: lunch, @ana") == [ALL, "A"]
    assert spoken_to("@ALL.") == [ALL]
    assert spoken_to("@all", is_group=False) == []
    assert mentions.usernames(mentions.spoken("@all @ana.")) == ["ana.", "ana"]
    assert [mentions.speaks_to(spoken, "B") for spoken in ([ALL], ["A", "B"], ["A"], [])] == [True, True, False, False]


def test_a_message_speaks_to_fifty_names_at_most():
    body = " ".join(f"@n{number}" for number in range(60))
    assert [name for name, *_ in mentions.spoken(body)] == [f"n{number}" for number in range(50)]


@given(some.text(alphabet="@ab.`_- \né/", max_size=60))
def test_any_text_is_read_and_every_name_in_it_stands_there(body):
    for name in mentions.usernames(mentions.spoken(body)):
        assert f"@{name}" in body.lower()
