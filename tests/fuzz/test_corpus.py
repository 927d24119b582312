"""Every file that fuzzing or an attack once found comes to what the table says: loaded, or refused by that rule."""

import pytest

from tests.fuzz.outcomes import CORPUS, outcome, outcomes

EXPECTED = outcomes()


def test_the_table_has_every_file() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in CORPUS.iterdir())
    assert len(EXPECTED) >= 150


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_the_corpus_comes_to_what_the_table_says(name: str) -> None:
    assert outcome(CORPUS / name) == EXPECTED[name]
