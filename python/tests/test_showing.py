"""What a notebook shows, and that it is harmless."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import samestory

TRAIN = "At dawn the train with the guest on board has reached the border town."


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))


def test_a_notebook_shows_a_sandboxed_page(sample: Path) -> None:
    stories = samestory.cluster(sample)
    for shown, page in [
        (stories[0]._repr_html_(), stories[0].report_html()),
        (stories._repr_html_(), stories.report_html(top=5)),
    ]:
        tags = Tags()
        tags.feed(shown)
        [(tag, attributes)] = tags.tags
        assert tag == "iframe" and attributes["sandbox"] == ""
        assert attributes["srcdoc"] == page


def test_markup_of_articles_stays_text() -> None:
    def tags_inside(title: str) -> list[str]:
        rows = [{"id": name, "title": title, "text": TRAIN} for name in "ab"]
        shown = samestory.cluster(rows)._repr_html_()
        tags = Tags()
        tags.feed(shown)
        assert [tag for tag, _ in tags.tags] == ["iframe"]
        inside = Tags()
        inside.feed(html.unescape(re.findall('srcdoc="([^"]*)"', shown)[0]))
        return [tag for tag, _ in inside.tags]

    # The page has a script of its own, which the frame does not run.
    plain = tags_inside("A train has come")
    assert plain == tags_inside("\"'></iframe><script>alert(1)</script>")


def test_words_for_people(sample: Path) -> None:
    stories = samestory.cluster(sample)
    assert repr(stories).startswith("<samestory.Stories: ")
    assert repr(stories[0]).startswith(f"<samestory.Story {stories[0].id!r}: ")
    assert stories[0].title in stories.report()
    assert [story.id for story in stories[1:3]] == [stories[1].id, stories[2].id]
    assert stories[-1].id == list(stories)[-1].id
    assert stories.run["tool"] == "samestory" and stories.summary["complete"] is True
    assert list(stories.to_pandas("stories")["id"]) == [story.id for story in stories]
