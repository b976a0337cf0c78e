"""What `cluster` found."""

from __future__ import annotations

import html
import json
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Optional, Union, overload

import pyarrow as pa

from . import _native
from ._errors import FileError, SettingError
from ._words import count

if TYPE_CHECKING:
    import pandas

TABLES = ("articles", "stories", "groups", "links", "passages", "spans")
"""The tables of `Stories.to_arrow` and `Story.to_arrow`."""

FORMATS = ("terminal", "html", "markdown", "csv", "passim")
"""The forms of `Stories.report` and `Story.report`."""

SHOWN = 5
"""Stories shown in a notebook."""


def _table(found: _native.Found, name: str, place: Optional[int]) -> pa.Table:
    if name not in TABLES:
        raise SettingError(
            f"cannot use table={name!r}",
            "there is no such table",
            "give one of " + ", ".join(TABLES),
        )
    return pa.Table.from_batches([found.table(name, place)])


def _frame(page: str, height: int) -> str:
    """A page inside a page: sandboxed, for its strings are other people's."""
    return (
        f'<iframe sandbox="" style="width:100%;height:{height}px;border:0" '
        f'srcdoc="{html.escape(page, quote=True)}"></iframe>'
    )


class Story:
    """One story: reprint groups about the same happening.

    Its parts are read as from a dict, under the names of the output contract
    (docs/formats.md):

    >>> import samestory
    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> rows = [{"id": "a", "text": text}, {"id": "b", "text": text}]
    >>> story = samestory.cluster(rows)[0]
    >>> [article["id"] for article in story["articles"]]
    ['a', 'b']
    >>> story["links"][0]["kind"]
    'exact'
    """

    __slots__ = ("_found", "_place", "_data")

    def __init__(self, found: _native.Found, place: int) -> None:
        self._found, self._place = found, place
        self._data: Optional[dict[str, Any]] = None

    def to_dict(self) -> dict[str, Any]:
        """The story as the output contract has it."""
        if self._data is None:
            self._data = json.loads(self._found.story(self._place))
        return self._data

    def __getitem__(self, part: str) -> Any:
        return self.to_dict()[part]

    @property
    def id(self) -> str:
        """Its id: that of its first article."""
        return str(self["id"])

    @property
    def title(self) -> str:
        """The title of the article that stands for it."""
        return str(self["title"])

    def __len__(self) -> int:
        """How many articles it has."""
        return len(self["articles"])

    def __repr__(self) -> str:
        articles = count(len(self), "article", "articles")
        return f"<samestory.Story {self.id!r}: {articles}, {self.title!r}>"

    def to_arrow(self, table: str = "articles") -> pa.Table:
        """As `Stories.to_arrow`, of this story alone."""
        return _table(self._found, table, self._place)

    def to_pandas(self, table: str = "articles") -> "pandas.DataFrame":
        """As `Stories.to_pandas`, of this story alone."""
        return self.to_arrow(table).to_pandas()

    def report(self, format: str = "terminal", *, width: int = 80) -> str:
        """As `Stories.report`, of this story alone."""
        return self._found.render(format, self.id, None, width)

    def report_html(self) -> str:
        """One HTML page with all it needs inside."""
        return self.report("html")

    def _repr_html_(self) -> str:
        return _frame(self.report_html(), 600)


class Stories:
    """All stories of a run, by their first date.

    >>> import samestory
    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> rows = [{"id": "a", "text": text}, {"id": "b", "text": text}]
    >>> stories = samestory.cluster(rows)
    >>> stories
    <samestory.Stories: 1 story of 2 articles, 0 alone>
    >>> len(stories)
    1
    >>> stories.story("b").id
    'a'
    """

    __slots__ = ("_found", "_around")

    def __init__(self, found: _native.Found) -> None:
        self._found = found
        self._around: dict[str, Any] = json.loads(found.frame())

    @property
    def run(self) -> dict[str, Any]:
        """What was run, on what: version, settings, checksums of files."""
        return dict(self._around["run"])

    @property
    def summary(self) -> dict[str, Any]:
        """What came of it: how many articles, stories, groups, links, rejects."""
        return dict(self._around["summary"])

    @property
    def rejects(self) -> list[dict[str, Any]]:
        """The records that were refused, each with its place and the reason."""
        return list(self._around["rejects"])

    @property
    def warnings(self) -> list[str]:
        """What the reader warned of; also given to `warnings.warn`."""
        return self._found.warnings()

    def __len__(self) -> int:
        """How many stories there are."""
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Story: ...
    @overload
    def __getitem__(self, place: slice) -> list[Story]: ...
    def __getitem__(self, place: Union[int, slice]) -> Union[Story, list[Story]]:
        """The story at a place, or a list of them."""
        places = range(len(self))
        if isinstance(place, slice):
            return [Story(self._found, place) for place in places[place]]
        return Story(self._found, places[place])

    def __iter__(self) -> Iterator[Story]:
        return (Story(self._found, place) for place in range(len(self)))

    def story(self, id: str) -> Story:
        """The story with this id, or the one that holds the article with this id.

        >>> import samestory
        >>> samestory.cluster([{"text": "A train."}]).story("z1")
        Traceback (most recent call last):
          ...
        samestory.InputError: cannot use 'z1'
          cause: no story has this id, and no article in a story does
          help:  give singletons=True to have articles that are alone as stories
        """
        return Story(self._found, self._found.find(id))

    def __repr__(self) -> str:
        summary = self._around["summary"]
        alone = summary["singletons"]
        within = summary["articles"] - alone
        stories = count(summary["stories"], "story", "stories")
        articles = count(within, "article", "articles")
        return f"<samestory.Stories: {stories} of {articles}, {alone} alone>"

    def to_arrow(self, table: str = "articles") -> pa.Table:
        """A table of what was found; its columns are those of docs/formats.md.

        `articles` has one row an article with its story and group, `stories` one a story,
        `groups` one a reprint group, `links` one a link, `passages` one a shared passage,
        and `spans` one a passage and article.

        >>> import samestory
        >>> text = "At dawn the train with the guest on board has reached the border town."
        >>> rows = [{"id": "a", "text": text}, {"id": "b", "text": text}]
        >>> stories = samestory.cluster(rows)
        >>> stories.to_arrow().select(["id", "story", "group"]).to_pylist()
        [{'id': 'a', 'story': 'a', 'group': 'a'}, {'id': 'b', 'story': 'a', 'group': 'a'}]
        >>> stories.to_arrow("spans").select(["article", "start", "end"]).to_pylist()
        [{'article': 'a', 'start': 0, 'end': 69}, {'article': 'b', 'start': 0, 'end': 69}]
        """
        return _table(self._found, table, None)

    def to_pandas(self, table: str = "articles") -> "pandas.DataFrame":
        """`to_arrow` as a pandas data frame; pandas must be installed."""
        return self.to_arrow(table).to_pandas()

    def report(
        self,
        format: str = "terminal",
        *,
        story: Optional[str] = None,
        top: Optional[int] = None,
        width: int = 80,
    ) -> str:
        """The stories as text: `terminal`, `html`, `markdown`, `csv`, `passim`
        or `graphml`.

        `story` shows one alone, by its id or that of an article in it; `top` the largest
        ones; `width` is that of a terminal.
        """
        if story is not None:
            self._found.find(story)
        return self._found.render(format, story, top, width)

    def report_html(
        self, *, story: Optional[str] = None, top: Optional[int] = None
    ) -> str:
        """One HTML page with all it needs inside; nothing is fetched."""
        return self.report("html", story=story, top=top)

    def _repr_html_(self) -> str:
        return _frame(self.report_html(top=SHOWN), 800)

    def to_json_lines(self) -> bytes:
        """What `samestory cluster` writes: the lines of the output contract."""
        return self._found.json_lines()

    def write(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes `to_json_lines` to a file, which appears whole or not at all."""
        path = os.fspath(path)
        try:
            folder = os.path.dirname(path) or "."
            descriptor, temporary = tempfile.mkstemp(".tmp", ".samestory-", folder)
            try:
                with os.fdopen(descriptor, "wb") as out:
                    out.write(self.to_json_lines())
                mask = os.umask(0)
                os.umask(mask)
                os.chmod(temporary, 0o666 & ~mask)
                os.replace(temporary, path)
            except BaseException:
                os.unlink(temporary)
                raise
        except OSError as error:
            raise FileError(f"cannot write '{path}'", error.strerror) from error
