"""The stories of a cluster beside those of one machine."""

from __future__ import annotations

import gzip
import json
import math
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
from samestory.spark import _events
_events.PACK = min(_events.PACK, int(sys.argv[1]))
session = SparkSession.builder.appName("samestory").getOrCreate()
for job in sys.argv[2:]:
    source, output, partitions, tier = job.split("|")
    spark.cluster(session, source, output, tier=tier, partitions=int(partitions))
"""


def run(
    cluster: Cluster,
    folder: Path,
    *jobs: tuple[Path, int, str],
    pack: int = 100,
    patience: float = 2 * PATIENCE,
) -> list[Path]:
    """The outputs of jobs, each a source, its partitions and how far it goes. Small
    collections have several blocks of heads too."""
    outputs = [folder / f"out-{number}" for number in range(len(jobs))]
    asked = [f"{source}|{to}|{n}|{tier}" for (source, n, tier), to in zip(jobs, outputs)]
    log = folder / "log"
    code = finished(cluster.run(log, "-c", JOBS, pack, *asked), log, patience)
    assert code == 0, log.read_text("utf-8", "replace")[-4000:]
    return outputs


def embedded(article: dict[str, Any], number: int) -> dict[str, Any]:
    """An article with the sum of its words' directions; some have none, or of another
    model, or one that cannot be used, and some have no date that can be read."""
    numbers = [0.0] * (7 if number % 10 == 1 else 16)
    for word in article["text"].split():
        hash = zlib.crc32(word.encode())
        numbers[hash % len(numbers)] += 1.0 if hash & 1 << 20 else -1.0
    if number % 50 == 7:
        numbers = [math.inf] * 16
    date = "yesterday" if number % 70 == 8 else article.get("date")
    return {**article, "date": date, "embedding": numbers if number % 10 > 0 else None}


def printed(sample: Path) -> bytes:
    """One item of the sample as 300 other outlets print it: more than the articles that a
    term may stand in to be looked up by."""
    articles = map(json.loads, sample.read_bytes().splitlines())
    item = next(article for article in articles if article["id"] == "s055")
    copies = [
        {**item, "id": f"copy-{number}", "source": f"paper-{number}.example"}
        for number in range(300)
    ]
    return "".join(json.dumps(copy) + "\n" for copy in copies).encode()


def warned(log: str) -> dict[str, int]:
    """How many dates and embeddings there is a warning of, by what it says of them."""
    said = r"(\d+) (date|embedding)s? (?:are|is|could not be) (of another model|read|used)"
    found: dict[str, int] = {}
    for count, what, why in re.findall(said, log):
        found[f"{what}: {why}"] = found.get(f"{what}: {why}", 0) + int(count)
    return found


def test_stories_links_and_passages_are_those_of_one_machine_for_any_partitions(
    cluster: Cluster, command: Any, sample: Path, small: Path, tmp_path: Path
) -> None:
    """Stories are compared whole: assignments, links, passages, credits, figures. First one
    file of JSON Lines in one partition; then the same articles in seven, of three files of
    Parquet, with embeddings. Four partitions are those of the kills."""
    plain, parts = tmp_path / "news.jsonl", tmp_path / "news.parquet"
    plain.write_bytes(small.read_bytes() + sample.read_bytes() + printed(sample))
    articles = [json.loads(line) for line in plain.read_bytes().splitlines()]
    names = ["id", "title", "text", "date", "lang", "source", "url", "embedding"]
    articles = [embedded(article, number) for number, article in enumerate(articles)]
    articles = [{name: article.get(name) for name in names} for article in articles]
    parts.mkdir()
    for number in range(3):
        table = pa.Table.from_pylist(articles[number::3])
        pq.write_table(table, parts / f"{number}.parquet")
    outputs = run(cluster, tmp_path, (plain, 1, "stories"), (parts, 7, "stories"))
    whole = {path: of_one_machine(command, path) for path in (plain, parts)}
    assert of_spark(outputs[0]) == whole[plain]
    assert of_spark(outputs[1]) == whole[parts] != whole[plain]
    links = {
        path: [link for story in found.values() for link in story["links"]]
        for path, found in whole.items()
    }
    assert any("embedding" in link for link in links[parts]), "embeddings are compared too"
    assert "event" in {link["kind"] for link in links[plain]}
    told = [story.get("touched_by") for story in whole[plain].values()]
    assert any(told), "roundups are compared too"
    # The tables hold what the records hold.
    with pytest.warns(UserWarning):
        found = samestory.cluster(str(parts))
    log = (tmp_path / "log").read_text("utf-8", "replace")
    unusable = warned("\n".join(found.warnings))
    assert warned(log) == unusable and len(unusable) == 3, unusable
    for name in ("articles", "stories", "groups", "links", "passages", "spans"):
        want = found.to_arrow(name).to_pylist()
        got = pq.read_table(outputs[1] / name).to_pylist()
        assert sorted(map(repr, got)) == sorted(map(repr, want)), name
    summary = pq.read_table(outputs[1] / "summary").to_pylist()[0]
    assert summary == {name: found.summary[name] for name in summary}
    assert not (outputs[1] / "_work").exists()


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
    for output in run(cluster, tmp_path, *jobs, pack=5_000, patience=HOURS):
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
