"""Folding, grams and snippets, for any text at all."""

from hypothesis import given
from hypothesis import strategies as st

from services.chat.folding import fold
from services.chat.grams import Probe, make_filter, words_of
from services.chat.matches import answers, snippet_of

JOINER, SELECTOR = "\u200d", "\ufe0f"
letters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(("a", "A", "ß", "ẞ", "ﬁ", "İ", "ı", "ä", "é", "\u0301", "\u0308", " ", "\n", JOINER, SELECTOR)),
    st.sampled_from(("が", "한", "م", "👨", "👩", "🇩", "🇪")),
)
texts = st.text(letters, max_size=300)


@given(texts, texts, texts)
def test_a_part_of_a_text_is_a_part_of_the_folded_text(before, part, after):
    assert fold(part) in fold(before + part + after)


@given(texts)
def test_case_does_not_matter(text):
    assert fold(text.casefold()) == fold(text)


@given(st.lists(texts, max_size=8), st.data())
def test_a_filter_never_misses_a_part_of_a_word_that_it_holds(bodies, data):
    words = set().union(*map(words_of, bodies))
    if not words:
        return
    word = data.draw(st.sampled_from(sorted(words)))
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    assert Probe([word[start:end]]).may_be_in(make_filter(words))


def test_a_filter_seldom_lets_other_words_through():
    words = [f"w{number * 7919 % 100_003:05d}" for number in range(300)]
    bits = make_filter(words)
    others = [f"{letter}{number}q" for letter in "abcdefgh" for number in range(100)]
    assert sum(Probe([other]).may_be_in(bits) for other in others) < len(others) / 20


@given(texts, st.text(st.sampled_from("aAßé ﬁ한👨"), min_size=1, max_size=3))
def test_matches_lie_in_the_snippet_and_say_what_was_sought(text, sought):
    terms = fold(sought).split()
    if not terms or not answers(text, terms):
        return
    snippet = snippet_of(text, terms)
    units = snippet.text.encode("utf-16-le")
    assert snippet.matches
    end = 0
    for first, last in snippet.matches:
        assert end <= first < last <= len(units) // 2
        end = last
    shown = [units[2 * first : 2 * last].decode("utf-16-le") for first, last in snippet.matches]
    assert any(term in fold("".join(shown)) for term in terms)
    assert len(snippet.text) <= 170
