"""The compiled part; not for use. What it offers is offered, with its documentation, by
the package itself."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Optional, Union, final

import pyarrow

__all__ = [
    "ENGINE_ENOUGH",
    "ENGINE_STANDING_TEXTS",
    "ENGINE_STAR_ABOVE",
    "ENGINE_WIRE_OUTLETS",
    "Found",
    "__version__",
    "align",
    "cluster",
    "compare",
    "dedup",
    "engine_candidates",
    "engine_carried",
    "engine_cosines",
    "engine_count",
    "engine_crowds",
    "engine_groups",
    "engine_is_furniture",
    "engine_join",
    "engine_lines",
    "engine_own",
    "engine_pack",
    "engine_pairs",
    "engine_parts",
    "engine_profiles",
    "engine_read",
    "engine_scores",
    "engine_send",
    "engine_sketch",
    "engine_sum",
    "engine_table",
    "engine_tell",
    "engine_threshold",
    "engine_verify",
    "pairs",
    "signatures",
    "store_compact",
    "store_export",
    "store_forget",
    "store_info",
    "store_nightly",
    "store_query",
    "store_verify",
]
__version__: str

_Source = Union[Sequence[Union[str, PathLike[str]]], pyarrow.Table]
_Options = Mapping[str, Any]

@final
class Found:
    def __len__(self) -> int: ...
    def ids(self) -> list[str]: ...
    def find(self, id: str) -> int: ...
    def story(self, place: int) -> str: ...
    def frame(self) -> str: ...
    def warnings(self) -> list[str]: ...
    def table(self, name: str, place: Optional[int]) -> pyarrow.RecordBatch: ...
    def render(
        self, format: str, story: Optional[str], top: Optional[int], width: int
    ) -> str: ...
    def json_lines(self) -> bytes: ...

def cluster(
    source: _Source,
    reading: _Options,
    reuse: _Options,
    shape: _Options,
    threads: Optional[int],
) -> Found: ...
def pairs(
    source: _Source,
    reading: _Options,
    shape: _Options,
    wanted: _Options,
    threads: Optional[int],
) -> tuple[pyarrow.RecordBatch, list[str]]: ...
def dedup(
    source: _Source,
    reading: _Options,
    shape: _Options,
    keep: str,
    min_containment: float,
    threads: Optional[int],
) -> tuple[Union[list[int], pyarrow.RecordBatch], pyarrow.RecordBatch, list[str]]: ...
def compare(
    a: _Source, b: _Source, reading: _Options, finding: _Options
) -> tuple[Optional[str], pyarrow.RecordBatch, bool, list[str]]: ...
def align(
    source: _Source,
    reading: _Options,
    pairs: Sequence[tuple[str, str]],
    finding: _Options,
    threads: Optional[int],
) -> tuple[pyarrow.RecordBatch, list[str]]: ...
def signatures(
    texts: pyarrow.Table, shingle_width: int, threads: Optional[int]
) -> pyarrow.Array: ...

def store_nightly(
    folder: str,
    source: _Source,
    reading: _Options,
    reuse: _Options,
    window: int,
    now: Optional[str],
    holder: str,
    threads: Optional[int],
) -> tuple[Found, str, str, bool]: ...
def store_query(
    folder: str, source: _Source, reading: _Options, threads: Optional[int]
) -> tuple[list[str], list[str]]: ...
def store_info(folder: str) -> str: ...
def store_verify(folder: str) -> None: ...
def store_export(folder: str, singletons: bool) -> Found: ...

# The steps of samestory.spark, a batch at a time.

ENGINE_ENOUGH: int
ENGINE_STAR_ABOVE: int
ENGINE_STANDING_TEXTS: int
ENGINE_WIRE_OUTLETS: int

def engine_read(
    table: pyarrow.Table, fields: Mapping[str, str], are_lines: bool
) -> tuple[pyarrow.RecordBatch, list[tuple[int, str]]]: ...
def engine_lines(table: pyarrow.Table) -> list[pyarrow.RecordBatch]: ...
def engine_is_furniture(table: pyarrow.Table) -> list[bool]: ...
def engine_sketch(table: pyarrow.Table, shape: _Options) -> list[pyarrow.RecordBatch]: ...
def engine_pairs(table: pyarrow.Table, star_above: int) -> list[pyarrow.RecordBatch]: ...
def engine_verify(table: pyarrow.Table, shape: _Options) -> list[pyarrow.RecordBatch]: ...
def engine_carried(table: pyarrow.Table) -> list[pyarrow.RecordBatch]: ...
def engine_own(table: pyarrow.Table) -> list[bool]: ...
def engine_groups(table: pyarrow.Table, shape: _Options) -> list[pyarrow.RecordBatch]: ...
def engine_count(
    table: pyarrow.Table, shape: _Options, shards: int
) -> list[pyarrow.RecordBatch]: ...
def engine_sum(table: pyarrow.Table) -> list[pyarrow.RecordBatch]: ...
def engine_profiles(
    table: pyarrow.Table, sums: pyarrow.Table, shape: _Options, stories: _Options
) -> list[pyarrow.RecordBatch]: ...
def engine_parts(table: pyarrow.Table, shards: int) -> list[pyarrow.RecordBatch]: ...
def engine_crowds(table: pyarrow.Table, sums: pyarrow.Table) -> list[pyarrow.RecordBatch]: ...
def engine_candidates(
    table: pyarrow.Table, shape: _Options, stories: _Options
) -> list[pyarrow.RecordBatch]: ...
def engine_pack(table: pyarrow.Table) -> list[pyarrow.RecordBatch]: ...
def engine_send(
    table: pyarrow.Table, asked: pyarrow.Table
) -> list[pyarrow.RecordBatch]: ...
def engine_cosines(
    table: pyarrow.Table, heads: pyarrow.Table
) -> list[pyarrow.RecordBatch]: ...
def engine_scores(
    table: pyarrow.Table,
    heads: pyarrow.Table,
    shape: _Options,
    stories: _Options,
    sums: Optional[tuple[Sequence[int], Sequence[int]]],
) -> list[pyarrow.RecordBatch]: ...
def engine_threshold(shape: _Options, stories: _Options) -> float: ...
def engine_join(
    table: pyarrow.Table, shape: _Options, stories: _Options
) -> list[pyarrow.RecordBatch]: ...
def engine_tell(
    table: pyarrow.Table, shape: _Options, stories: _Options
) -> list[pyarrow.RecordBatch]: ...
def engine_table(records: Sequence[str], name: str) -> pyarrow.RecordBatch: ...
def store_forget(
    folder: str,
    articles: Sequence[str],
    sources: Sequence[str],
    before: Optional[str],
    holder: str,
) -> tuple[int, list[str]]: ...
def store_compact(folder: str, holder: str) -> tuple[int, int]: ...
