"""The stories of a cluster beside those of one machine."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="Spark is tested where pyspark is installed")

import pyarrow as pa
import pyarrow.parquet as pq

import samestory

from standalone import PATIENCE, Cluster, finished, of_one_machine, of_spark

HOURS = 24 * 3600

JOBS = """
import sys
from pyspark.sql import SparkSession
from samestory import spark
session = SparkSession.builder.appName("samestory").getOrCreate()
for job in sys.argv[1:]:
    source, output, partitions, tier = job.split("|")
    spark.cluster(session, source, output, tier=tier, partitions=int(partitions))
"""


def run(
    cluster: Cluster,
    folder: Path,
    *jobs: tuple[Path, int, str],
    patience: float = 2 * PATIENCE,
) -> list[Path]:
    """The outputs of jobs, each a source, its partitions and how far it goes."""
    outputs = [folder / f"out-{number}" for number in range(len(jobs))]
    asked = [f"{source}|{to}|{n}|{tier}" for (source, n, tier), to in zip(jobs, outputs)]
    log = folder / "log"
    code = finished(cluster.run(log, "-c", JOBS, *asked), log, patience)
    assert code == 0, log.read_text("utf-8", "replace")[-4000:]
    return outputs


def embedded(line: bytes, number: int) -> bytes:
    """An article with the sum of its words' directions; some have none, or of another
    model."""
    article = json.loads(line)
    numbers = [0.0] * (7 if number % 10 == 1 else 16)
    for word in article["text"].split():
        hash = zlib.crc32(word.encode())
        numbers[hash % len(numbers)] += 1.0 if hash & 1 << 20 else -1.0
    if number % 10 > 0:
        article["embedding"] = numbers
    return json.dumps(article).encode() + b"\n"


def test_stories_links_and_passages_are_those_of_one_machine_for_any_partitions(
    cluster: Cluster, command: Any, sample: Path, small: Path, tmp_path: Path
) -> None:
    """Stories are compared whole: assignments, links, passages, credits, figures. Those in
    seven partitions are of three files, whose articles bring embeddings."""
    table = tmp_path / "sample.parquet"
    pq.write_table(pa.Table.from_pylist([json.loads(line) for line in open(sample, "rb")]), table)
    parts = tmp_path / "parts"
    parts.mkdir()
    lines = small.read_bytes().splitlines()
    lines = [embedded(line, number) for number, line in enumerate(lines)]
    for number in range(3):
        (parts / f"{number}.jsonl").write_bytes(b"".join(lines[number::3]))
    jobs = [
        (sample, 1, "reprints"),
        (table, 2, "stories"),
        (small, 1, "stories"),
        (parts, 7, "stories"),
    ]
    outputs = run(cluster, tmp_path, *jobs)
    whole = {path: of_one_machine(command, path) for path in (sample, small, parts)}
    assert of_spark(outputs[0]) == of_one_machine(command, sample, "--tier", "reprints")
    assert of_spark(outputs[1]) == whole[sample]
    assert of_spark(outputs[2]) == whole[small]
    assert of_spark(outputs[3]) == whole[parts] != whole[small]
    links = [link for story in whole[parts].values() for link in story["links"]]
    assert any("embedding" in link for link in links), "embeddings are compared too"
    stories = whole[sample].values()
    assert any(story.get("touched_by") for story in stories), "roundups are compared too"
    kinds = {link["kind"] for story in stories for link in story["links"]}
    assert "event" in kinds, kinds
    # The tables hold what the records hold.
    found = samestory.cluster(str(parts))
    for name in ("articles", "stories", "groups", "links", "passages", "spans"):
        want = found.to_arrow(name).to_pylist()
        got = pq.read_table(outputs[3] / name).to_pylist()
        assert sorted(map(repr, got)) == sorted(map(repr, want)), name
    summary = pq.read_table(outputs[3] / "summary").to_pylist()[0]
    assert summary == {name: found.summary[name] for name in summary}
    assert not (outputs[3] / "_work").exists()


@pytest.mark.skipif("SAMESTORY_CORPUS" not in os.environ, reason="no corpus is named")
def test_stories_of_real_news_are_those_of_one_machine(
    cluster: Cluster, command: Any, tmp_path: Path
) -> None:
    """`SAMESTORY_CORPUS` is a file of JSON Lines; `SAMESTORY_PARTITIONS` says in how many
    parts, as in `1,2,7`."""
    corpus = Path(os.environ["SAMESTORY_CORPUS"])
    partitions = os.environ.get("SAMESTORY_PARTITIONS", "7").split(",")
    jobs = [(corpus, int(number), "stories") for number in partitions]
    want = of_one_machine(command, corpus)
    for output in run(cluster, tmp_path, *jobs, patience=HOURS):
        assert of_spark(output) == want, output


def test_a_file_that_is_cut_short_is_named_and_nothing_is_taken_for_whole(
    cluster: Cluster, small: Path, tmp_path: Path
) -> None:
    lines = small.read_bytes().splitlines(keepends=True)
    source = tmp_path / "news"
    source.mkdir()
    (source / "good.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[::2])))
    (source / "torn.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[1::2]))[:-900])
    log, output = tmp_path / "log", tmp_path / "out"
    job = ["--input", source, "--output", output, "--partitions", 2]
    process = cluster.run(log, "-m", "samestory.spark", *job)
    assert finished(process, log) == 2
    said = re.search(r"^error: .*(?:\n  .*)*", log.read_text("utf-8", "replace"), re.M)
    assert said and "torn.jsonl.gz" in said[0] and "good" not in said[0], said
    assert not output.exists()


def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    from samestory import spark

    with pytest.raises(samestory.SettingError, match="there is no such tier"):
        spark.cluster(None, "in", "out", tier="events")  # type: ignore[arg-type]
    with pytest.raises(samestory.SettingError, match="partitions=0"):
        spark.cluster(None, "in", "out", partitions=0)  # type: ignore[arg-type]
