"""Finding people by a part of their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth import search_terms

PEOPLE = {
    "ana": "Ana Bell",
    "anabel": "Annabel Lee",
    "joe-ana": "José Martínez",
    "ben": "Ben Annan",
    "cleo": "山田太郎",
    "zoe": "Zoë 🎉 Straße",
}


@pytest.fixture
def searcher(auth):
    people = [auth.person(username, display_name=name) for username, name in PEOPLE.items()]
    return people[-1]


def found(browser, query):
    return [user["username"] for user in browser.call("GET", "/users", query_string={"query": query}).json["users"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ana", ["ana", "anabel", "joe-ana"]),
        ("an", ["ana", "anabel", "ben", "joe-ana"]),
        ("@ana", ["ana", "anabel", "joe-ana"]),
        ("ANA", ["ana", "anabel", "joe-ana"]),
        ("bel", ["ana", "anabel"]),
        ("ana bell", ["ana"]),
        ("jose", ["joe-ana"]),
        ("MARTÍ", ["joe-ana"]),
        ("太郎", ["cleo"]),
        ("山", ["cleo"]),
        ("zoe", ["zoe"]),
        ("strasse", ["zoe"]),
        ("🎉", ["zoe"]),
        ("nobody", []),
        ("a.a", []),
        ("^a", []),
        ("$ne", []),
        ("\x00", []),
        ("a long query that nobody's name can have, longer than any name may be", []),
    ],
)
def test_people_are_found_by_how_their_names_begin_or_what_is_in_them(searcher, query, expected):
    assert found(searcher, query) == expected


@pytest.mark.parametrize("query", ["", " ", "@"])
def test_an_empty_query_suggests_people(searcher, query):
    assert found(searcher, query) == sorted(PEOPLE)


def test_a_new_name_is_found_and_the_old_one_no_more(searcher):
    searcher.call("PATCH", "/me", json={"display_name": "Quentin"})
    assert found(searcher, "quen") == ["zoe"]
    assert found(searcher, "strasse") == []


def test_at_most_twenty_are_found_and_words_that_begin_so_come_first(auth):
    people = [auth.person(f"x-mary-{number:02}") for number in range(30)]
    auth.person("mary")
    auth.person("zz", display_name="Aunt Mary")
    names = found(people[0], "mary")
    assert len(names) == 20
    assert names[:2] == ["mary", "zz"]


usernames = st.from_regex(r"[a-z0-9][a-z0-9._-]{1,31}", fullmatch=True)
display_names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=64)


@given(usernames, display_names, st.data())
def test_a_name_is_found_by_the_beginning_of_its_words_and_by_any_part_of_some_length(username, display_name, data):
    terms = search_terms.terms_of(username, display_name)
    for name in (search_terms.fold(username), search_terms.fold(display_name)):
        if not name:
            continue
        length = data.draw(st.integers(1, len(name)))
        assert search_terms.beginning(name[:length]) in terms
        start = data.draw(st.integers(0, len(name) - 1))
        part = name[start:].strip()
        if (term := search_terms.inside(part)) is not None:
            assert term in terms
            assert search_terms.has(part, username, display_name)


@given(usernames, st.text(max_size=64))
def test_the_terms_of_one_account_are_bounded(username, display_name):
    terms = search_terms.terms_of(username, display_name)
    assert len(terms) < 700
    assert max(map(len, terms)) <= search_terms.PREFIX_LIMIT + 1
