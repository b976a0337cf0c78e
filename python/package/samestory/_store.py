"""A store: what stays from night to night."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, Optional, Union

from . import _input, _native
from ._errors import SettingError
from ._stories import Stories
from ._words import count


class Night:
    """What `Store.nightly` tells of a night."""

    __slots__ = ("stories", "changes", "summary", "repeated")

    stories: Stories
    """The new and the grown stories."""
    changes: list[dict[str, Any]]
    """What became of stories and articles: each with its ``change``, as in changes.jsonl
    (docs/formats.md)."""
    summary: str
    """Six lines, for mail."""
    repeated: bool
    """Whether these files were taken in before: nothing was changed. What the last night
    told is told again; of an older one there are no stories."""

    def __init__(
        self, stories: Stories, changes: list[dict[str, Any]], summary: str, repeated: bool
    ) -> None:
        self.stories, self.changes = stories, changes
        self.summary, self.repeated = summary, repeated

    def __repr__(self) -> str:
        stories = count(len(self.stories), "story", "stories")
        changes = count(len(self.changes), "change", "changes")
        return f"<samestory.Night: {stories}, {changes}>"


class Store:
    """A folder that keeps articles and stories from night to night: that of
    `samestory nightly`. Story ids never change; a night is taken in whole or not at all.

    >>> import samestory, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = samestory.Store(folder.name)
    >>> text = "At dawn the train with the guest on board has reached the border town."
    >>> store.nightly([{"id": "a", "text": text}, {"id": "b", "text": text}])
    <samestory.Night: 1 story, 1 change>
    >>> night = store.nightly([{"id": "c", "text": text}])
    >>> [(change["change"], change["story"], change["added"]) for change in night.changes]
    [('grown', 's1', ['c'])]
    >>> store.query([{"id": "d", "text": text}])[0]["story"]
    's1'
    >>> len(store.export()[0])
    3
    >>> store.forget(articles=["c"])
    1
    >>> store.compact() > 0
    True
    >>> len(store.export()[0])
    2
    >>> folder.cleanup()
    """

    __slots__ = ("path",)

    path: str
    """The folder."""

    def __init__(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Names the folder; the first `nightly` makes it."""
        self.path = os.fspath(path)

    def __repr__(self) -> str:
        return f"samestory.Store({self.path!r})"

    def nightly(
        self,
        articles: Any,
        *,
        window: int = 30,
        now: Union[str, datetime.date, None] = None,
        shingle_width: int = 5,
        bands: int = 32,
        fields: Optional[Mapping[str, str]] = None,
        format: Optional[str] = None,
        max_rejects: Union[int, str, None] = None,
        threads: Optional[int] = None,
    ) -> Night:
        """Takes a night's articles in, and tells which stories are new, grown or merged.

        Every article of a table needs an id, which is its own for all nights: an article
        whose id is in the store is a repeat, or a new version of it.

        Args:
            window: days that an article stays and is compared with new ones.
            now: the day of the night; told from the articles' dates without it. One before
                the last night's sets the store's day back.
            shingle_width: as of `samestory.cluster`; the store keeps to what its first
                night had.
            bands: likewise.

        The other arguments, and the errors, are those of `samestory.cluster`.

        Raises:
            SettingError: somebody else writes, the store is of another make, or the dates
                tell a day far after the last night and ``now`` none.
            InputError: the store is damaged.
        """
        found, changes, summary, repeated = _native.store_nightly(
            self.path,
            _input.source(articles, fields),
            _input.reading(fields, format, max_rejects),
            {"shingle_width": shingle_width, "bands": bands},
            window,
            _day(now),
            _holder(),
            threads,
        )
        _input.warn(found.warnings())
        lines = map(json.loads, changes.splitlines())
        told = [line["data"] for line in lines if line["type"] == "change"]
        return Night(Stories(found), told, summary, repeated)

    def query(
        self,
        articles: Any,
        *,
        fields: Optional[Mapping[str, str]] = None,
        format: Optional[str] = None,
        max_rejects: Union[int, str, None] = None,
        threads: Optional[int] = None,
    ) -> list[dict[str, Any]]:
        """What in the store each article is a copy of, and the story that it belongs to.

        Nothing is changed. A dict each, as `samestory query` has it (docs/formats.md):
        ``id``, ``known``, ``reprints``, and ``story`` and ``title`` where there is one.
        """
        found, messages = _native.store_query(
            self.path,
            _input.source(articles, fields),
            _input.reading(fields, format, max_rejects),
            threads,
        )
        _input.warn(messages)
        return [json.loads(one) for one in found]

    def info(self) -> dict[str, Any]:
        """What the store holds: what `samestory store info --json` says."""
        return dict(json.loads(_native.store_info(self.path)))

    def verify(self) -> None:
        """Reads every byte and follows every reference.

        Raises:
            InputError: something is wrong; names the first file.
        """
        _native.store_verify(self.path)

    def export(self, *, singletons: bool = False) -> Stories:
        """All stories; with ``singletons`` also the articles that are in none."""
        return Stories(_native.store_export(self.path, singletons))

    def forget(
        self,
        *,
        articles: Iterable[str] = (),
        sources: Iterable[str] = (),
        before: Union[str, datetime.date, None] = None,
    ) -> int:
        """Takes articles out: those with these ids, those of these outlets, and those of
        days before this one. They are in no story and in no answer any more; their bytes
        are gone after `compact`. Answers how many they were; warns of an id that no
        article has.

        Raises:
            SettingError: nothing was named, or somebody else writes.
            InputError: there is no store, or it is damaged.
        """
        if isinstance(articles, str) or isinstance(sources, str):
            raise TypeError("articles and sources are lists of strings")
        ids, outlets = list(articles), list(sources)
        if not ids and not outlets and before is None:
            raise SettingError(
                "cannot forget", "nothing was named", "give articles, sources or before"
            )
        gone, unknown = _native.store_forget(self.path, ids, outlets, _day(before), _holder())
        _input.warn([f"no article has the id {id!r}" for id in unknown])
        return gone

    def compact(self) -> int:
        """Writes everything that counts anew, and takes the rest off the disk. Answers how
        many bytes smaller the store is.

        Raises:
            SettingError: somebody else writes.
            InputError: there is no store, or it is damaged.
        """
        before, after = _native.store_compact(self.path, _holder())
        return before - after


def _day(day: Union[str, datetime.date, None]) -> Optional[str]:
    return day.strftime("%Y-%m-%d") if isinstance(day, datetime.date) else day


def _holder() -> str:
    """Who writes, for those who are kept waiting."""
    since = datetime.datetime.now(datetime.timezone.utc)
    return f"process {os.getpid()} since {since:%Y-%m-%d %H:%M:%S} UTC"
