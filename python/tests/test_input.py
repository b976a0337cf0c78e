"""What goes in, what is refused, and what goes wrong."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import samestory

TRAIN = "At dawn the train with the guest on board has reached the border town."


def ids(stories: samestory.Stories) -> list[str]:
    return [article["id"] for story in stories for article in story["articles"]]


def test_an_id_may_be_a_number_or_missing() -> None:
    texts = pa.array([TRAIN, TRAIN])
    assert ids(samestory.cluster(pa.table({"id": [7, 8], "text": texts}))) == ["7", "8"]
    assert ids(samestory.cluster(pa.table({"text": texts}))) == ["table:1", "table:2"]


def test_fields_are_named_by_part_and_step_into_nested_columns() -> None:
    rows = [{"key": key, "page": {"body": TRAIN}} for key in "xy"]
    stories = samestory.cluster(rows, fields={"id": "key", "text": "page.body"})
    assert ids(stories) == ["x", "y"]


def test_a_missing_text_column_is_an_error_that_lists_the_columns() -> None:
    with pytest.raises(samestory.InputError) as caught:
        samestory.cluster([{"id": "a", "body": TRAIN}])
    assert caught.value.cause == "there is no text column 'text'; they have 'id', 'body'"
    assert "fields={'text': 'body'}" in str(caught.value)


def test_a_column_that_is_not_there_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="there is no column 'when'"):
        samestory.cluster([{"text": TRAIN}], fields={"date": "when"})


def test_an_unreadable_date_is_a_warning_where_the_call_stands() -> None:
    with pytest.warns(UserWarning, match="1 date could not be read") as caught:
        stories = samestory.cluster([{"text": TRAIN, "date": "soon"}])
    assert caught[0].filename == __file__
    assert stories.warnings == [str(caught[0].message)]


def test_refused_rows_are_listed_and_too_many_are_an_error() -> None:
    rows = [{"id": "a", "text": TRAIN}, {"id": "b", "text": ""}, {"id": "a", "text": "No."}]
    stories = samestory.cluster(rows)
    assert [(reject["line"], reject["path"]) for reject in stories.rejects] == [
        (2, "table"),
        (3, "table"),
    ]
    assert stories.summary["articles"] == 1
    with pytest.raises(samestory.InputError, match="too many rejects: 2 of 3"):
        samestory.cluster(rows, max_rejects=1)
    with pytest.raises(samestory.InputError, match="too many rejects"):
        samestory.cluster(rows, max_rejects="50%")


def test_repeats_are_counted_and_dedup_keeps_the_first_row_of_them() -> None:
    table = pa.table({"id": ["a", "a", "b"], "text": [TRAIN] * 3, "desk": [1, 2, 3]})
    assert samestory.cluster(table).summary["repeats"] == 1
    assert samestory.dedup(table).kept["desk"].to_pylist() == [1]


def test_no_rows_are_no_stories() -> None:
    for nothing in [[], pa.table({"text": pa.array([], pa.string())}), pd.DataFrame()]:
        stories = samestory.cluster(nothing)
        assert len(stories) == 0 and stories.summary["complete"] is True
        assert stories.to_arrow().num_rows == 0
        assert samestory.dedup(nothing).kept.num_rows == 0
        assert samestory.pairs(nothing).num_rows == 0


def test_the_schema_does_not_depend_on_what_was_found() -> None:
    full = samestory.cluster([{"text": TRAIN}, {"text": TRAIN}])
    for table in ["articles", "stories", "groups", "links", "passages", "spans"]:
        assert samestory.cluster([]).to_arrow(table).schema == full.to_arrow(table).schema


@pytest.mark.filterwarnings("ignore:.*could not be read")
def test_every_type_of_cell_is_taken_or_left_without_a_crash() -> None:
    moment = datetime.datetime(2023, 9, 12, 5, 15)
    for dates, known in [
        (pa.array([moment, None]), 1),
        (pa.array([moment.date(), None]), 1),
        (pa.array([moment.date(), None], pa.date64()), 1),
        (pa.array([1694495700, 1694495700123]), 2),
        (pa.array([1694495700.5, None]), 1),
        (pa.array(["2023-09-12", "12.09.2023"]).dictionary_encode(), 2),
        (pa.array([b"2023-09-12", b"2023-09-13"]), 2),
        (pa.array(["2023-09-12", None], pa.string_view()), 1),
        (pa.array([None, None]), 0),
        (pa.array([datetime.time(5), None]), 0),
        (pa.array([datetime.timedelta(1), None]), 0),
        (pa.array([[1], None]), 0),
        (pa.array([{"day": 1}, None]), 0),
        (pa.array([-(2**62), 2**62], pa.timestamp("ns")), 2),
        (pa.array([-(2**62), 2**62], pa.timestamp("s")), 0),
    ]:
        table = pa.table({"text": [TRAIN, TRAIN], "date": dates})
        articles = samestory.cluster(table).to_arrow().to_pylist()
        assert len(articles) == 2
        assert sum(a["date"] is not None for a in articles) == known, dates.type


@pytest.mark.parametrize("cells", [[1, 2], [True, False], [[TRAIN], [TRAIN]], [{"a": 1}] * 2])
def test_a_text_that_is_not_a_string_is_refused(cells: list[Any]) -> None:
    with pytest.raises(samestory.InputError, match="too many rejects: 2 of 2"):
        samestory.cluster(pa.table({"text": pa.array(cells)}))


def test_broken_arrow_data_is_an_error_and_no_crash() -> None:
    data = pa.py_buffer(b"ab\xff\xfe and no more")
    offsets = pa.array([0, 2_000_000, 2], pa.int32()).buffers()[1]
    fine = pa.array([0, 2, 16], pa.int32()).buffers()[1]
    for column in [
        pa.StringArray.from_buffers(2, offsets, data),
        pa.StringArray.from_buffers(2, fine, data),
    ]:
        for call in [samestory.cluster, samestory.signatures, samestory.dedup]:
            with pytest.raises(samestory.InputError):
                call(pa.table({"text": column}))


@pytest.mark.parametrize("articles", [None, 3, [1, 2], [{"text": TRAIN}, 3], pl.Series([1])])
def test_what_holds_no_articles_is_an_error(articles: Any) -> None:
    with pytest.raises(samestory.InputError, match="cannot use the articles"):
        samestory.cluster(articles)


def test_errors_have_the_words_of_the_command_line(tmp_path: Path) -> None:
    missing = tmp_path / "none.jsonl"
    with pytest.raises(samestory.FileError) as caught:
        samestory.cluster(missing)
    assert isinstance(caught.value, (samestory.Error, OSError))
    assert caught.value.what == f"cannot read '{missing}'"
    assert caught.value.help == "check the path, or use '-' for standard input"
    assert str(caught.value).splitlines()[0] == caught.value.what


@pytest.mark.parametrize(
    "settings",
    [
        {"tier": "weekly"},
        {"bands": 20},
        {"bands": -1},
        {"shingle_width": 0},
        {"shingle_width": 33},
        {"window_hours": 0},
        {"min_passage": 4},
        {"threshold": 1.5},
        {"threshold": float("nan")},
        {"max_rejects": "many"},
        {"format": "pdf"},
        {"threads": 0},
        {"fields": {"body": "text"}},
    ],
)
def test_settings_that_make_no_sense_are_told_apart(settings: dict[str, Any]) -> None:
    with pytest.raises(samestory.SettingError) as caught:
        samestory.cluster([{"text": TRAIN}], **settings)
    assert isinstance(caught.value, ValueError)
    assert caught.value.what.startswith("cannot use ") and caught.value.help
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)


def test_choices_of_the_other_functions_are_checked_too() -> None:
    rows = [{"id": "a", "text": TRAIN}]
    for call in [
        lambda: samestory.dedup(rows, keep="best"),
        lambda: samestory.compare(TRAIN, TRAIN, min_passage=1),
        lambda: samestory.signatures([TRAIN], shingle_width=0),
        lambda: samestory.cluster(rows).to_arrow("sentences"),
        lambda: samestory.cluster(rows).report("pdf"),
    ]:
        with pytest.raises(samestory.SettingError):
            call()
    with pytest.raises(samestory.InputError, match="no article 'z'"):
        samestory.align(rows, [("a", "z")])
    with pytest.raises(samestory.InputError, match="no column 'b'"):
        samestory.align(rows, pa.table({"a": ["a"]}))
    for pairs in (["ab"], [1], [("a",)]):
        with pytest.raises(samestory.InputError, match="is no pair of ids"):
            samestory.align(rows, pairs)
    with pytest.raises(samestory.InputError, match="cannot use 'b'"):
        samestory.compare(TRAIN, "")
    with pytest.raises(samestory.InputError, match="5 is no article"):
        samestory.compare(TRAIN, 5)  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        samestory.cluster(rows)[0]


def test_two_texts_of_one_id_are_told_apart() -> None:
    found = samestory.compare({"id": "x", "text": TRAIN}, {"id": "x", "text": TRAIN})
    assert found.link is not None and {found.link["a"], found.link["b"]} == {"x (A)", "x (B)"}
    assert found.one_story and found.evidence
    assert not samestory.compare(TRAIN, "The museum shows drawings.")


def test_embeddings_come_as_lists_of_any_float_and_take_part() -> None:
    slip = "Mud and boulders came down above Varnedal on Tuesday. Nobody was hurt."
    buses = "Buses replace trains to Varnedal. Nobody knows when the line will open."
    rows = pa.table({"id": ["a", "b"], "text": [slip, buses]})
    vectors = [[0.9, 0.1, 0.0], [0.0, 0.1, 0.9]]
    wide = pa.array(vectors, pa.list_(pa.float64()))
    kinds = [
        wide,
        wide.cast(pa.list_(pa.float32())),
        wide.cast(pa.large_list(pa.float32())),
        wide.cast(pa.list_(pa.float32(), 3)),
    ]
    alike = [samestory.cluster(rows.append_column("embedding", kind)) for kind in kinds]
    assert len({stories.to_json_lines() for stories in alike}) == 1
    one = samestory.cluster(
        rows.append_column("embedding", pa.array([vectors[0]] * 2)), singletons=True
    )
    assert one.to_arrow("links")["embedding"].to_pylist() == [1.0]


def test_an_embedding_with_a_null_in_it_is_a_warning() -> None:
    rows = [{"text": TRAIN, "embedding": [0.5, None]}, {"text": "Other.", "embedding": [1.0]}]
    with pytest.warns(UserWarning, match="1 embedding could not be used"):
        samestory.cluster(rows)
