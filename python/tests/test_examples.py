"""The examples in the documentation of classes and their methods. (`--doctest-modules` runs
those of functions; methods of classes that are shown as `samestory`'s own it passes over.)"""

from __future__ import annotations

import doctest

import pytest

import samestory

CLASSES = [name for name in samestory.__all__ if isinstance(getattr(samestory, name), type)]


@pytest.mark.parametrize("name", CLASSES)
def test_what_the_examples_of_a_class_show_is_so(name: str) -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    for example in finder.find(getattr(samestory, name), name, module=False, globs={}):
        assert doctest.DocTestRunner().run(example).failed == 0, example.name


def test_examples_are_found() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = finder.find(samestory.Stories, "Stories", module=False, globs={})
    names = {example.name for example in found if example.examples}
    assert {"Stories", "Stories.story", "Stories.to_arrow"} <= names
