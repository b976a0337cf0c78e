"""What people have, as what the library reads: paths, or a table of named columns."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional, Union

import pyarrow as pa
import pyarrow.compute as pc

from ._errors import InputError, SettingError

PARTS = ("id", "title", "text", "date", "lang", "source", "url", "embedding")
"""The parts of an article; by default each is the column of that name."""


def reading(
    fields: Optional[Mapping[str, str]],
    format: Optional[str],
    max_rejects: Union[int, str, None],
) -> dict[str, Any]:
    """How articles are read, for the compiled part."""
    limit = None if max_rejects is None else str(max_rejects)
    return {"fields": dict(fields or {}), "format": format, "max_rejects": limit}


def source(articles: Any, fields: Optional[Mapping[str, str]]) -> Any:
    """Paths as a list, anything else as a table whose columns are named as the parts."""
    paths = _paths(articles)
    return columns(table(articles), fields) if paths is None else paths


def is_paths(articles: Any) -> bool:
    """Whether articles are to be read from files."""
    return _paths(articles) is not None


def _paths(articles: Any) -> Optional[list[str]]:
    if isinstance(articles, (str, os.PathLike)):
        return [os.fspath(articles)]
    if isinstance(articles, (list, tuple)) and articles:
        if all(isinstance(path, (str, os.PathLike)) for path in articles):
            return [os.fspath(path) for path in articles]
    return None


def table(articles: Any) -> pa.Table:
    """Arrow data of any maker, or an iterable of mappings, as a table; nothing is copied
    of Arrow data."""
    try:
        if isinstance(articles, pa.Table):
            return articles
        if isinstance(articles, pa.RecordBatchReader):
            return articles.read_all()
        if hasattr(articles, "__arrow_c_stream__"):
            return pa.RecordBatchReader.from_stream(articles).read_all()
        if hasattr(articles, "__arrow_c_array__"):
            return pa.table(pa.record_batch(articles))
        if type(articles).__module__.split(".")[0] == "pandas":
            return pa.Table.from_pandas(articles, preserve_index=False)
        if isinstance(articles, Iterable):
            return _from_rows(list(articles))
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InputError(
            "cannot use the articles",
            str(error),
            "give Arrow data, a list of dicts, or paths",
        ) from error
    raise InputError(
        "cannot use the articles",
        f"what is given, of type {type(articles).__name__!r}, holds no rows",
        "give Arrow data, a list of dicts, or paths",
    )


def one_row(id: str, article: Union[str, Mapping[str, Any]]) -> pa.Table:
    """A text, or an article as a dict, as a table; without an id of its own it gets this."""
    given = {"text": article} if isinstance(article, str) else article
    if not isinstance(given, Mapping):
        raise InputError(
            f"cannot use {id!r}",
            f"{given!r} is no article",
            "give a text, or a dict with 'text' in it",
        )
    return columns(table([{"id": id, **given}]), None)


def _from_rows(rows: Sequence[Any]) -> pa.Table:
    names: dict[str, None] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            raise TypeError(f"a row is a {type(row).__name__}, not a dict")
        names.update(dict.fromkeys(row))
    return pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})


def columns(given: pa.Table, fields: Optional[Mapping[str, str]]) -> pa.Table:
    """The wanted columns, under the names of the parts."""
    names = {part: part for part in PARTS}
    for part, name in (fields or {}).items():
        if part not in names:
            raise SettingError(
                f"cannot use fields={{{part!r}: {name!r}}}",
                f"an article has no part {part!r}",
                "the parts are " + ", ".join(PARTS),
            )
        names[part] = name
    found = {part: _column(given, name) for part, name in names.items()}
    if found["text"] is None:
        if not given.column_names:
            found["text"] = pa.chunked_array([], type=pa.large_string())
            given = given.slice(0, 0)
        else:
            some = ", ".join(repr(name) for name in given.column_names[:20])
            raise InputError(
                "cannot use the articles",
                f"there is no text column {names['text']!r}; they have {some}",
                "name it, as in fields={'text': 'body'}",
            )
    for part, name in (fields or {}).items():
        if found[part] is None:
            warnings.warn(f"there is no column {name!r}", stacklevel=4)
    return pa.table({part: column for part, column in found.items() if column is not None})


def _column(given: pa.Table, name: str) -> Optional[pa.ChunkedArray]:
    """A column by its name; a dot steps into a nested one."""
    if given.column_names.count(name) == 1:
        return given.column(name)
    first, dot, rest = name.partition(".")
    if not dot or given.column_names.count(first) != 1:
        return None
    column = given.column(first)
    for step in rest.split("."):
        kind = column.type
        if not pa.types.is_struct(kind) or kind.get_field_index(step) < 0:
            return None
        column = pc.struct_field(column, step)
    return column


def id_pairs(pairs: Any) -> list[tuple[str, str]]:
    """Pairs of ids, of any form."""
    if hasattr(pairs, "__arrow_c_stream__") or hasattr(pairs, "__arrow_c_array__"):
        whole = table(pairs)
        for name in ("a", "b"):
            if name not in whole.column_names:
                raise InputError(
                    "cannot use the pairs",
                    f"there is no column {name!r}",
                    "give the columns 'a' and 'b', or a list of pairs of ids",
                )
        pairs = zip(whole.column("a").to_pylist(), whole.column("b").to_pylist())
    found = []
    for pair in pairs:
        if isinstance(pair, Mapping):
            pair = (pair.get("a"), pair.get("b"))
        if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2:
            raise InputError(
                "cannot use the pairs",
                f"{pair!r} is no pair of ids",
                "give the columns 'a' and 'b', or a list of pairs of ids",
            )
        found.append((str(pair[0]), str(pair[1])))
    return found


def texts(given: Any) -> pa.Table:
    """A column of texts as a table of one column; nothing is copied of Arrow data."""
    try:
        if isinstance(given, (list, tuple)):
            column = pa.chunked_array([pa.array(given, type=pa.large_string())])
        elif isinstance(given, (pa.Array, pa.ChunkedArray)):
            column = given
        elif hasattr(given, "columns"):
            whole = table(given)
            if "text" not in whole.column_names:
                raise ValueError("there is no column 'text'")
            column = whole.column("text")
        elif hasattr(given, "__arrow_c_stream__"):
            column = pa.chunked_array(given)
        else:
            column = pa.array(given)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InputError(
            "cannot use the texts", str(error), "give a column or a list of strings"
        ) from error
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return pa.table({"text": column})


def warn(messages: Iterable[str]) -> None:
    """What the reader warned of, as warnings where the caller called."""
    for message in messages:
        warnings.warn(message, stacklevel=3)
