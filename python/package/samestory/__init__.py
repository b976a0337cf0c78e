"""samestory finds reprints, same-event stories and shared passages in news articles.

>>> import samestory
>>> text = "At dawn the train with the guest on board has reached the border town."
>>> stories = samestory.cluster([
...     {"id": "a", "text": text, "source": "one.example"},
...     {"id": "b", "text": text, "source": "two.example"},
...     {"id": "c", "text": "The museum by the river shows drawings from four centuries."},
... ])
>>> stories
<samestory.Stories: 1 story of 2 articles, 1 alone>
>>> stories[0].title
'At dawn the train with the guest on board has reached the border town.'

Every function takes *articles* in one of these forms:

- Arrow data of any maker: a pyarrow table, record batch or reader; a polars or pandas
  data frame; anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``;
- an iterable of dicts;
- the path of a file or folder, or a list of paths, read as the command line reads them.

The columns are ``id``, ``title``, ``text``, ``date``, ``lang``, ``source``, ``url`` and
``embedding``, a list of floats; only ``text`` must be there, and ``fields={"text": "body"}``
names others. Nothing of Arrow data is copied on the way in but the cells of these columns, once, because an article owns its
text; `signatures` copies nothing.

Results are pyarrow tables. They do not depend on the number of threads or the order of
the rows, and are those of the command line, id for id. Work is done without the
interpreter's lock, over all cores unless ``threads`` says otherwise; Ctrl-C ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, Union

import pyarrow as pa

from . import _input, _native
from ._comparison import Comparison
from ._errors import Error, FileError, InputError, SettingError
from ._store import Night, Store
from ._stories import Stories, Story

__all__ = [
    "Comparison",
    "Dedup",
    "Error",
    "FileError",
    "InputError",
    "Night",
    "SettingError",
    "Store",
    "Stories",
    "Story",
    "align",
    "cluster",
    "compare",
    "dedup",
    "pairs",
    "signatures",
]

__version__: str = _native.__version__

for _public in (Error, FileError, InputError, SettingError, Stories, Story, Comparison, Night, Store):
    _public.__module__ = "samestory"


def cluster(
    articles: Any,
    *,
    tier: str = "stories",
    passages: bool = True,
    singletons: bool = False,
    window_hours: int = 720,
    threshold: Optional[float] = None,
    min_passage: int = 12,
    verbatim_only: bool = False,
    shingle_width: int = 5,
    bands: int = 32,
    fields: Optional[Mapping[str, str]] = None,
    format: Optional[str] = None,
    max_rejects: Union[int, str, None] = None,
    threads: Optional[int] = None,
) -> Stories:
    """Articles to stories, with reprint groups, links and shared passages.

    Args:
        articles: see the package.
        tier: ``"reprints"`` stops at reprint groups.
        passages: whether to find shared passages.
        singletons: whether stories of one article are wanted too.
        window_hours: longest time between two articles that are compared for the same
            event, 1 to 87,600.
        threshold: least closeness, 0 to 1, at which two groups of articles are one story;
            ``None`` takes the library's.
        min_passage: least length of a shared passage in words, from 5.
        verbatim_only: leave out passages that were said again in other words.
        shingle_width: words in a shingle, 1 to 32.
        bands: bands that signatures of 128 slots are cut into.
        fields: which column holds which part, as in ``{"text": "body"}``.
        format: of files: jsonl, csv, tsv, parquet or text; told by name and content
            without it.
        max_rejects: refused records allowed, a number or a share as in ``"1%"``; by
            default one in a thousand, at least ten.
        threads: how many; every core without it.

    Raises:
        SettingError: a setting makes no sense.
        InputError: the articles cannot be used, or too many were refused.
        FileError: a file cannot be read.

    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> stories = cluster([{"id": "a", "text": text}, {"id": "b", "text": text}])
    >>> stories.summary["stories"]
    1
    """
    found = _native.cluster(
        _input.source(articles, fields),
        _input.reading(fields, format, max_rejects),
        {"shingle_width": shingle_width, "bands": bands},
        {
            "tier": tier,
            "passages": passages,
            "singletons": singletons,
            "window_hours": window_hours,
            "threshold": threshold,
            "min_passage": min_passage,
            "verbatim_only": verbatim_only,
        },
        threads,
    )
    _input.warn(found.warnings())
    return Stories(found)


def pairs(
    articles: Any,
    *,
    min_jaccard: Optional[float] = None,
    min_containment: Optional[float] = None,
    sparse: bool = False,
    shingle_width: int = 5,
    bands: int = 32,
    fields: Optional[Mapping[str, str]] = None,
    format: Optional[str] = None,
    max_rejects: Union[int, str, None] = None,
    threads: Optional[int] = None,
) -> pa.Table:
    """Every verified pair of articles that share text, inside large groups too.

    The table has the columns ``a``, ``b``, ``kind`` (exact, near, contains or partial),
    ``jaccard``, ``containment_ab`` and ``containment_ba``; the figures are exact.

    Args:
        min_jaccard: only pairs of at least this Jaccard similarity, or of
            ``min_containment``.
        min_containment: only pairs of which one holds at least this share of the other.
        sparse: just enough pairs to connect every reprint group.

    The other arguments, and the errors, are those of `cluster`.

    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> found = pairs([{"id": "a", "text": text}, {"id": "b", "text": text}])
    >>> found.select(["a", "b", "kind", "jaccard"]).to_pylist()
    [{'a': 'a', 'b': 'b', 'kind': 'exact', 'jaccard': 1.0}]
    """
    found, messages = _native.pairs(
        _input.source(articles, fields),
        _input.reading(fields, format, max_rejects),
        {"shingle_width": shingle_width, "bands": bands},
        {
            "min_jaccard": min_jaccard,
            "min_containment": min_containment,
            "sparse": sparse,
        },
        threads,
    )
    _input.warn(messages)
    return pa.Table.from_batches([found])


class Dedup:
    """What `dedup` keeps and leaves out."""

    __slots__ = ("kept", "dropped")

    kept: pa.Table
    """The rows that stay, in the order of the input and with all their columns; of files
    the articles, with the columns ``id``, ``title``, ``text``, ``date``, ``lang``, ``source``
    and ``url``."""
    dropped: pa.Table
    """One row for each article left out: its ``id``, the id of the one ``kept`` in its
    place, the ``kind`` of their link, and how much they share."""

    def __init__(self, kept: pa.Table, dropped: pa.Table) -> None:
        self.kept, self.dropped = kept, dropped

    def __repr__(self) -> str:
        kept, dropped = self.kept.num_rows, self.dropped.num_rows
        return f"<samestory.Dedup: {kept} kept, {dropped} left out>"


def dedup(
    articles: Any,
    *,
    keep: str = "earliest",
    min_containment: float = 0.0,
    shingle_width: int = 5,
    bands: int = 32,
    fields: Optional[Mapping[str, str]] = None,
    format: Optional[str] = None,
    max_rejects: Union[int, str, None] = None,
    threads: Optional[int] = None,
) -> Dedup:
    """Keeps exactly one article of each reprint group: never none, never two, unless
    `min_containment` says otherwise.

    Args:
        keep: which one stays: the ``"earliest"`` (undated ones last), the ``"longest"``,
            or the ``"first"`` by id. Ties go to the least id.
        min_containment: leave an article out only if the one kept holds at least this
            share of it, 0 to 1.

    The other arguments, and the errors, are those of `cluster`.

    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> found = dedup([{"id": "a", "text": text}, {"id": "b", "text": text}])
    >>> found
    <samestory.Dedup: 1 kept, 1 left out>
    >>> found.kept["id"].to_pylist(), found.dropped["kept"].to_pylist()
    (['a'], ['a'])
    """
    if not _input.is_paths(articles):
        articles = _input.table(articles)  # read once, for a reader can be read only once
    given = _input.source(articles, fields)
    stays, dropped, messages = _native.dedup(
        given,
        _input.reading(fields, format, max_rejects),
        {"shingle_width": shingle_width, "bands": bands},
        keep,
        min_containment,
        threads,
    )
    _input.warn(messages)
    if isinstance(stays, list):
        marks = bytearray(articles.num_rows)
        for row in stays:
            marks[row - 1] = 1
        mask = pa.array(memoryview(marks), type=pa.uint8()).cast(pa.bool_())
        kept = articles.filter(mask)
    else:
        kept = pa.Table.from_batches([stays])
    return Dedup(kept, pa.Table.from_batches([dropped]))


def compare(
    a: Union[str, Mapping[str, Any]],
    b: Union[str, Mapping[str, Any]],
    *,
    min_passage: int = 12,
    verbatim_only: bool = False,
) -> Comparison:
    """Two articles: what they share, and whether they tell of the same happening.

    Args:
        a: a text, or an article as a dict.
        b: the other.
        min_passage: least length of a shared passage in words, from 5.
        verbatim_only: leave out passages that were said again in other words.

    >>> a = "At dawn the train with the guest on board reached the border town, officials said."
    >>> b = "Officials say: At dawn the train with the guest on board reached the border town."
    >>> found = compare(a, b)
    >>> bool(found)
    True
    >>> [(p["kind"], a[p["a_start"]:p["a_end"]]) for p in found.passages.to_pylist()]
    [('verbatim', 'At dawn the train with the guest on board reached the border town')]
    """
    return Comparison(
        *_native.compare(
            _input.one_row("A", a),
            _input.one_row("B", b),
            _input.reading(None, None, 1),  # the refusal is told below
            {"min_passage": min_passage, "verbatim_only": verbatim_only},
        )
    )


def align(
    articles: Any,
    pairs: Any,
    *,
    min_passage: int = 12,
    verbatim_only: bool = False,
    fields: Optional[Mapping[str, str]] = None,
    format: Optional[str] = None,
    max_rejects: Union[int, str, None] = None,
    threads: Optional[int] = None,
) -> pa.Table:
    """The shared passages of given pairs.

    The table has the columns ``a``, ``b``, ``kind`` (verbatim or rewritten), ``a_start``,
    ``a_end``, ``b_start``, ``b_end`` (bytes of the text's UTF-8, half-open) and ``score``.

    Args:
        pairs: pairs of ids, or Arrow data with the columns ``a`` and ``b``, such as what
            `pairs` answers.

    The other arguments, and the errors, are those of `cluster`.

    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> found = align([{"id": "a", "text": text}, {"id": "b", "text": text}], [("a", "b")])
    >>> found.select(["a", "a_start", "a_end", "b_start"]).to_pylist()
    [{'a': 'a', 'a_start': 0, 'a_end': 69, 'b_start': 0}]
    """
    found, messages = _native.align(
        _input.source(articles, fields),
        _input.reading(fields, format, max_rejects),
        _input.id_pairs(pairs),
        {"min_passage": min_passage, "verbatim_only": verbatim_only},
        threads,
    )
    _input.warn(messages)
    return pa.Table.from_batches([found])


def signatures(
    texts: Any, *, shingle_width: int = 5, threads: Optional[int] = None
) -> pa.FixedSizeListArray:
    """The MinHash signatures of texts, by Fast Similarity Sketching: 128 numbers each.

    The share of places at which two signatures agree estimates the Jaccard similarity of
    the two texts' shingle sets, with a standard error of at most .044. A text without
    words has none. Nothing is masked here: `cluster` sketches texts without furniture.

    Args:
        texts: a column of strings (pyarrow, polars, pandas), a list of strings, or a
            table with a column ``text``. Arrow data is read where it lies.
        shingle_width: words in a shingle, 1 to 32.
        threads: how many; every core without it.

    >>> a, b, none = signatures([
    ...     "At dawn the train with the guest on board has reached the border town.",
    ...     "At dawn the train with the guest on board has reached the border.",
    ...     "",
    ... ]).to_pylist()
    >>> len(a), none
    (128, None)
    >>> sum(x == y for x, y in zip(a, b)) / 128 > 0.7
    True
    """
    return _native.signatures(_input.texts(texts), shingle_width, threads)


Dedup.__module__ = "samestory"
