"""A run: its settings, its steps' tables, and the rows that hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable, Optional

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

Batches = Iterable[pa.RecordBatch]

BATCH = 1_000
"""Articles given to a worker at a time."""

PART = 2_000
"""Rows of several parts that are worked on together."""


class Run:
    """The steps of a run; each is written before the next begins, so that a lost
    executor costs its own tasks, and nothing is computed twice in two ways."""

    def __init__(
        self,
        spark: SparkSession,
        output: str,
        reuse: Mapping[str, int],
        stories: Mapping[str, Any],
        partitions: int,
    ) -> None:
        self.spark, self.output = spark, output.rstrip("/")
        self.reuse, self.stories = dict(reuse), dict(stories)
        self.partitions = partitions

    def save(self, name: str, frame: DataFrame, path: Optional[str] = None) -> DataFrame:
        """Writes a step and reads it back: what follows sees one result, whatever is
        lost and computed again."""
        path = path or f"{self.output}/_work/{name}"
        self.spark.sparkContext.setJobDescription(f"samestory: {name}")
        schema = frame.schema
        frame.write.parquet(path)
        return self.spark.read.schema(schema).parquet(path)

    def _files(self, path: str) -> tuple[Any, Any]:
        jvm = self.spark._jvm
        assert jvm is not None
        place = jvm.org.apache.hadoop.fs.Path(path)
        return place.getFileSystem(self.spark._jsc.hadoopConfiguration()), place

    def exists(self, path: str) -> bool:
        files, place = self._files(path)
        return bool(files.exists(place))

    def remove(self, path: str) -> None:
        files, place = self._files(path)
        files.delete(place, True)


def whole(table: pa.Table, *by: str) -> pa.Table:
    """A table as one batch, sorted."""
    return table.sort_by([(name, "ascending") for name in by]).combine_chunks()


def of_batches(work: Callable[[pa.Table], Sequence[pa.RecordBatch]]) -> Callable[[Batches], Batches]:
    """A step that takes each batch by itself."""

    def step(batches: Batches) -> Batches:
        for batch in batches:
            yield from work(pa.Table.from_batches([batch]))

    return step


def by_part(
    run: Run, rows: DataFrame, work: Callable[[pa.Table], Sequence[pa.RecordBatch]], schema: str
) -> DataFrame:
    """A step that takes whole parts, several together where they are small; rows in the
    order of their numbers."""

    def step(batches: Batches) -> Batches:
        for table in _whole_parts(batches):
            yield from work(table)

    rows = rows.repartition(run.partitions, "part").sortWithinPartitions("part", "nid")
    return rows.mapInArrow(step, schema)


def _whole_parts(batches: Batches) -> Iterator[pa.Table]:
    """Batches that are sorted by part, cut between parts. An article that is a guest in
    one part and a member of another, both at hand, is there once, as a member."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows == 0:
            continue
        if held and sum(one.num_rows for one in held) >= PART:
            last = held[-1].column("part")[-1].as_py()
            parts = batch.column("part").to_pylist()
            same = next((at for at, part in enumerate(parts) if part != last), len(parts))
            if same < len(parts):
                held.append(batch.slice(0, same))
                yield _one_part(held)
                held, batch = [], batch.slice(same)
        held.append(batch)
    if held:
        yield _one_part(held)


def _one_part(held: Sequence[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(held)
    if "member" not in table.column_names:
        return whole(table, "nid")
    table = table.sort_by([("nid", "ascending"), ("member", "descending")]).combine_chunks()
    numbers = table.column("nid").to_pylist()
    first = [at == 0 or number != numbers[at - 1] for at, number in enumerate(numbers)]
    return table.filter(pa.array(first, pa.bool_())).combine_chunks()
