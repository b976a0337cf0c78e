"""The answer is that of the command line, id for id and byte for byte."""

from __future__ import annotations

import json
import re
import random
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import samestory


def stories_of(lines: bytes) -> list[dict[str, Any]]:
    records = map(json.loads, lines.splitlines())
    return [record["data"] for record in records if record["type"] == "story"]


@pytest.mark.parametrize("corpus", ["sample", "synth"])
def test_files_give_the_bytes_of_the_command_line(
    corpus: str, request: pytest.FixtureRequest, command: Any
) -> None:
    path = request.getfixturevalue(corpus)
    assert samestory.cluster(path).to_json_lines() == command("cluster", path)


def test_settings_mean_what_they_mean_on_the_command_line(
    sample: Path, command: Any
) -> None:
    for settings, arguments in [
        ({"tier": "reprints"}, ["--tier", "reprints"]),
        ({"singletons": True, "passages": False}, ["--singletons", "--no-passages"]),
        ({"window_hours": 12, "threshold": 0.5}, ["--window", 12, "--threshold", 0.5]),
        ({"min_passage": 30}, ["--min-passage", 30]),
        ({"verbatim_only": True}, ["--verbatim-only"]),
        ({"shingle_width": 3, "bands": 64}, ["--shingle-width", 3, "--bands", 64]),
    ]:
        found = samestory.cluster(sample, threads=1, **settings)  # type: ignore[arg-type]
        assert found.to_json_lines() == command("cluster", sample, *arguments)


@pytest.mark.parametrize(
    "form",
    [
        list,
        iter,
        pa.Table.from_pylist,
        lambda rows: pa.Table.from_pylist(rows).to_reader(max_chunksize=7),
        lambda rows: pa.RecordBatch.from_pylist(rows),
        lambda rows: pa.Table.from_pylist(rows[:50]).slice(0, 50)
        if len(rows) == 50
        else pa.concat_tables(
            [pa.Table.from_pylist(rows[:50]), pa.Table.from_pylist(rows[50:])]
        ),
        pd.DataFrame,
        lambda rows: pd.DataFrame(rows).set_index("id", drop=False),
        lambda rows: pd.DataFrame(rows).astype({"source": "category"}),
        pl.DataFrame,
        lambda rows: pl.DataFrame(rows).with_columns(pl.col("lang").cast(pl.Categorical)),
        lambda rows: random.Random(3).sample(rows, len(rows)),
    ],
)
def test_every_form_of_table_gives_the_stories_of_the_file(
    form: Any, rows: list[dict[str, Any]], sample: Path, command: Any
) -> None:
    found = samestory.cluster(form(rows))
    assert stories_of(found.to_json_lines()) == stories_of(command("cluster", sample))


def test_dates_of_every_type_give_the_same_stories(rows: list[dict[str, Any]]) -> None:
    plain = pa.Table.from_pylist(rows)
    moments = pd.to_datetime(plain.column("date").to_pandas(), utc=True)
    texts = moments.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    place = plain.column_names.index("date")

    def stories(dates: Any) -> list[dict[str, Any]]:
        table = plain.set_column(place, "date", pa.array(dates))
        return stories_of(samestory.cluster(table).to_json_lines())

    expected = stories(texts)
    for unit in ["s", "ms", "us", "ns"]:
        column = pa.array(moments).cast(pa.timestamp(unit, "UTC"))
        assert stories(column) == expected


def test_parquet_and_table_agree(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    table = pa.Table.from_pylist(rows)
    pq.write_table(table, tmp_path / "articles.parquet")
    read = samestory.cluster(tmp_path / "articles.parquet")
    assert read.to_arrow() == samestory.cluster(table).to_arrow()


def test_tables_say_what_the_records_say(sample: Path, command: Any) -> None:
    found = samestory.cluster(sample)
    stories = stories_of(command("cluster", sample))
    assert len(found) == len(stories)
    assert [story.to_dict() for story in found] == stories
    articles = [(a["id"], s["id"], a["group"]) for s in stories for a in s["articles"]]
    table = found.to_arrow().select(["id", "story", "group"])
    assert [tuple(row.values()) for row in table.to_pylist()] == articles
    for name in ["groups", "links", "passages"]:
        flat = [(s["id"], part) for s in stories for part in s[name]]
        rows = found.to_arrow(name).to_pylist()
        assert len(rows) == len(flat)
        for row, (story, part) in zip(rows, flat):
            shared = (row.keys() & part.keys()) - {"source"}
            assert len(shared) > 2 and row["story"] == story
            assert {key: row[key] for key in shared} == {key: part[key] for key in shared}
    spans = [
        (s["id"], p["id"], span["article"], span["start"], span["end"])
        for s in stories
        for p in s["passages"]
        for span in p["spans"]
    ]
    columns = ["story", "passage", "article", "start", "end"]
    table = found.to_arrow("spans").select(columns)
    assert [tuple(row.values()) for row in table.to_pylist()] == spans
    assert found.to_arrow("stories").column("id").to_pylist() == [s["id"] for s in stories]


def test_members_are_the_articles_with_singletons(sample: Path, command: Any) -> None:
    members = map(json.loads, command("cluster", "--members", sample).splitlines())
    found = samestory.cluster(sample, singletons=True, passages=False)
    table = found.to_arrow().select(["id", "story", "group"])
    assert table.to_pylist() == list(members)


def test_pairs_agree(sample: Path, rows: list[dict[str, Any]], command: Any) -> None:
    for settings, arguments in [
        ({}, []),
        ({"sparse": True}, ["--sparse"]),
        ({"min_jaccard": 0.6}, ["--min-jaccard", 0.6]),
        ({"min_containment": 0.9}, ["--min-containment", 0.9]),
    ]:
        expected = command.records("pairs", sample, *arguments, kind="pair")
        assert expected and samestory.pairs(rows, **settings).to_pylist() == expected  # type: ignore[arg-type]


def test_dedup_agrees_and_keeps_every_column(
    sample: Path, rows: list[dict[str, Any]], command: Any, tmp_path: Path
) -> None:
    table = pa.Table.from_pylist(rows).append_column(
        "desk", pa.array([str(number) for number in range(len(rows))])
    )
    for keep in ["earliest", "longest", "first"]:
        kept, dropped = tmp_path / f"{keep}.jsonl", tmp_path / f"{keep}-dropped.jsonl"
        command("dedup", sample, "--keep", keep, "-o", kept, "--dropped", dropped)
        expected = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
        lines = [json.loads(line) for line in dropped.read_text("utf-8").splitlines()]
        evidence = [line["data"] for line in lines if line["type"] == "dropped"]

        found = samestory.dedup(table, keep=keep)
        assert found.kept.column_names == table.column_names
        assert found.kept["id"].to_pylist() == [article["id"] for article in expected]
        for row in found.kept.to_pylist():
            assert rows[int(row["desk"])]["id"] == row["id"]
        assert found.dropped.to_pylist() == evidence

        read = samestory.dedup(sample, keep=keep)
        known = [{k: v for k, v in row.items() if v} for row in read.kept.to_pylist()]
        assert known == [{k: v for k, v in row.items() if v} for row in expected]
        assert read.dropped == found.dropped


def test_align_agrees(sample: Path, rows: list[dict[str, Any]], command: Any, tmp_path: Path) -> None:
    pairs = samestory.pairs(sample)
    file = tmp_path / "pairs.jsonl"
    file.write_bytes(command("pairs", sample))
    arguments = ["align", "--articles", sample, "--pairs", file]
    expected = command.records(*arguments, kind="passage")
    for given in [pairs, [(row["a"], row["b"]) for row in pairs.to_pylist()]]:
        found = samestory.align(rows, given).to_pylist()
        assert expected == [{k: v for k, v in row.items() if v is not None} for row in found]


def test_compare_agrees(rows: list[dict[str, Any]], command: Any, tmp_path: Path) -> None:
    pairs = samestory.pairs(rows).to_pylist()
    places = {row["id"]: row for row in rows}
    chosen = [(places[pair["a"]], places[pair["b"]]) for pair in pairs[::7]]
    chosen.append((rows[0], rows[-1]))
    for a, b in chosen:
        for name, row in (("a", a), ("b", b)):
            (tmp_path / f"{name}.jsonl").write_text(json.dumps(row), "utf-8")
        lines = command(
            "compare", "--json", tmp_path / "a.jsonl", tmp_path / "b.jsonl", ok=(0, 1)
        )
        records = [json.loads(line) for line in lines.splitlines()]
        found = samestory.compare(a, b)
        links = [record["data"] for record in records if record["type"] == "pair"]
        assert ([found.link] if found.link else []) == links
        passages = [record["data"] for record in records if record["type"] == "passage"]
        known = found.passages.to_pylist()
        assert passages == [{k: v for k, v in row.items() if v is not None} for row in known]


def test_reports_are_those_of_the_command_line(
    sample: Path, command: Any, tmp_path: Path
) -> None:
    found = samestory.cluster(sample)
    found.write(tmp_path / "stories.jsonl")
    assert (tmp_path / "stories.jsonl").read_bytes() == found.to_json_lines()
    for form in ["terminal", "html", "markdown", "csv", "passim", "graphml"]:
        arguments = ["report", tmp_path / "stories.jsonl", "--format", form, "--width", 90]
        assert found.report(form, width=90).encode() == undated(command(*arguments))
    story = found[0]
    arguments = ["report", tmp_path / "stories.jsonl", "--format", "html", "--story", story.id]
    assert story.report_html().encode() == undated(command(*arguments))


def undated(report: bytes) -> bytes:
    """A report without the time at which its file was written: the module has no file."""
    return re.sub(rb", [^<>]* UTC</p>", b"</p>", report)
