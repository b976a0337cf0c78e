"""What `compare` found."""

from __future__ import annotations

import json
from typing import Any, Optional

import pyarrow as pa

from ._words import count


class Comparison:
    """What two articles have in common; true when that is anything."""

    __slots__ = ("link", "passages", "one_story", "evidence")

    link: Optional[dict[str, Any]]
    """The text they share, furniture and credits aside, as `pairs` has it: ``kind``,
    ``jaccard``, ``containment_ab``, ``containment_ba``; `None` for not a phrase. ``a`` is the
    one of lesser id."""
    passages: pa.Table
    """The passages they share, as `align` has them; nothing is masked."""
    one_story: bool
    """Whether they tell of the same happening, as far as words tell."""
    evidence: list[str]
    """What speaks for one story, and what against it."""

    def __init__(
        self,
        link: Optional[str],
        passages: pa.RecordBatch,
        one_story: bool,
        evidence: list[str],
    ) -> None:
        self.link = None if link is None else json.loads(link)
        self.passages = pa.Table.from_batches([passages])
        self.one_story, self.evidence = one_story, evidence

    def __bool__(self) -> bool:
        return self.one_story or self.link is not None or self.passages.num_rows > 0

    def __repr__(self) -> str:
        kind = "no text in common" if self.link is None else self.link["kind"]
        story = "one story" if self.one_story else "not one story"
        passages = count(self.passages.num_rows, "passage", "passages")
        return f"<samestory.Comparison: {kind}, {passages}, {story}>"
