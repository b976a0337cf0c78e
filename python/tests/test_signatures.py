"""Signatures of texts where they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import samestory


def test_every_form_of_column_gives_the_same_signatures(rows: list[dict[str, Any]]) -> None:
    texts = [row["text"] for row in rows]
    expected = samestory.signatures(texts)
    assert len(expected) == len(texts) and expected.type.list_size == 128
    column = pa.array(texts)
    for given in [
        column,
        column.cast(pa.large_string()),
        column.cast(pa.string_view()),
        column.dictionary_encode(),
        pa.chunked_array([column[:30], column[30:]]),
        pa.concat_arrays([pa.array(["before"]), column]).slice(1),
        pa.table({"text": column, "id": column}),
        pa.record_batch({"text": column}),
        pd.Series(texts),
        pl.Series(texts),
        pl.DataFrame({"text": texts}),
    ]:
        assert samestory.signatures(given) == expected, type(given)
    assert samestory.signatures(texts, threads=1) == expected


def test_estimates_follow_the_exact_similarity() -> None:
    words = [f"word{number}" for number in range(1500)]
    a, b = " ".join(words[:1000]), " ".join(words[500:])
    table = samestory.signatures([a, b]).flatten().to_numpy().reshape(-1, 128)
    shared, union = 500 - 4, 1500 - 4
    assert abs(np.mean(table[0] == table[1]) - shared / union) < 0.15


def test_no_words_have_no_signature() -> None:
    found = samestory.signatures(["A train has reached the town.", "", None, "…"])
    assert found.is_valid().to_pylist() == [True, False, False, False]
    assert len(samestory.signatures(pa.array([None, None]))) == 2
    assert len(samestory.signatures([])) == 0


@pytest.mark.parametrize("texts", [[1, 2], 3, pa.array([1]), pa.table({"body": ["A"]})])
def test_what_are_no_texts_is_an_error(texts: Any) -> None:
    with pytest.raises(samestory.InputError):
        samestory.signatures(texts)
