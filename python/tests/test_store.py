"""`Store`: nights, questions and what goes wrong, beside the command line."""

from __future__ import annotations

import datetime
import fcntl
import json
from pathlib import Path
from typing import Any

import pytest

import samestory


def halves(path: Path) -> list[list[dict[str, Any]]]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows.sort(key=lambda row: (row["date"], row["id"]))
    return [rows[: len(rows) // 2], rows[len(rows) // 2 :]]


@pytest.fixture
def nights(command: Any, tmp_path: Path) -> list[list[dict[str, Any]]]:
    command("synth", "--articles", 400, "--seed", 11, "-o", tmp_path / "articles.jsonl")
    return halves(tmp_path / "articles.jsonl")


def test_two_nights_are_those_of_the_command_line_and_ids_stay(
    command: Any, nights: list[list[dict[str, Any]]], tmp_path: Path
) -> None:
    store, other = samestory.Store(tmp_path / "ours"), tmp_path / "theirs"
    stood: dict[str, str] = {}
    for number, rows in enumerate(nights):
        night = store.nightly(rows)
        file, out = tmp_path / f"night-{number}.jsonl", tmp_path / f"out-{number}"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        said = command("nightly", "--store", other, "--out", out, file)
        assert night.summary == said.decode() and not night.repeated
        for name, told in [
            ("stories.jsonl", [story.to_dict() for story in night.stories]),
            ("changes.jsonl", night.changes),
        ]:
            lines = map(json.loads, (out / name).read_text("utf-8").splitlines())
            theirs = [x["data"] for x in lines if x["type"] in ("story", "change")]
            assert told == theirs, name
        # An article stays in its story, or a change tells where it is now.
        told = {(c["story"], c["into"]) for c in night.changes if c["change"] == "merged"}
        for change in night.changes:
            told.update((story, change["story"]) for story in change.get("from", []))
        stands = {a["id"]: s.id for s in store.export() for a in s["articles"]}
        moved = {(story, stands[article]) for article, story in stood.items()}
        assert {(a, b) for a, b in moved if a != b} <= told
        assert number == 0 or sum(a == b for a, b in moved) > 10
        stood = stands
    exported = command("store", "export", "--singletons", "--store", other)
    assert store.export(singletons=True).to_json_lines() == exported
    theirs = json.loads(command("store", "info", "--json", "--store", other))
    ours = store.info()
    assert ours["articles"] == sum(map(len, nights)) and set(ours) == set(theirs)
    same = ("articles", "stories", "merged", "outlets", "first", "last", "parameters")
    assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}
    store.verify()


def test_what_is_known_is_told_from_what_is_new(
    nights: list[list[dict[str, Any]]], tmp_path: Path
) -> None:
    store = samestory.Store(tmp_path / "store")
    store.nightly(nights[0])
    story = store.export()[0]
    row = next(row for row in nights[0] if row["id"] == story["articles"][0]["id"])
    new = "A museum by the river shows drawings that nobody has seen for four centuries."
    known, copy, other = store.query([row, {**row, "id": "copy"}, {"id": "x", "text": new}])
    assert known["known"] and known["story"] == story.id
    assert not copy["known"] and copy["story"] == story.id and copy["title"] == story.title
    assert row["id"] in [one["id"] for one in copy["reprints"]]
    assert not other["known"] and not other["reprints"] and other.get("story") is None


def test_the_same_file_again_changes_nothing(sample: Path, tmp_path: Path) -> None:
    store = samestory.Store(tmp_path / "store")
    first, second = store.nightly(sample), store.nightly(sample)
    assert not first.repeated and second.repeated
    assert first.changes == second.changes and first.summary == second.summary
    assert store.info()["number"] == 1


def test_a_second_writer_is_refused_and_readers_are_not(sample: Path, tmp_path: Path) -> None:
    store = samestory.Store(tmp_path / "store")
    store.nightly(sample)
    with open(tmp_path / "store" / "LOCK", "r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("process 1 since noon")
        held.flush()
        with pytest.raises(samestory.SettingError, match="being written by process 1 since noon"):
            store.nightly([{"id": "new", "text": "A train has reached the border town."}])
        assert store.info()["number"] == 1
    assert store.nightly([{"id": "new", "text": "A train has come."}]).stories is not None


def test_a_damaged_file_is_named(sample: Path, tmp_path: Path) -> None:
    store = samestory.Store(tmp_path / "store")
    store.nightly(sample)
    store.verify()
    file = max((tmp_path / "store").glob("*.seg"), key=lambda path: path.stat().st_size)
    bytes = bytearray(file.read_bytes())
    bytes[len(bytes) // 2] ^= 1
    file.write_bytes(bytes)
    with pytest.raises(samestory.InputError, match=file.name) as error:
        store.verify()
    assert "bring the store back from a copy" in str(error.value)


def test_rows_without_ids_and_strange_settings_are_refused(tmp_path: Path) -> None:
    store = samestory.Store(tmp_path / "store")
    with pytest.raises(samestory.InputError, match="table:1 has no id"):
        store.nightly([{"text": "A train has reached the border town."}])
    with pytest.raises(samestory.SettingError, match="window=0"):
        store.nightly([{"id": "a", "text": "A train."}], window=0)
    with pytest.raises(samestory.SettingError, match="the date 'tomorrow'"):
        store.nightly([{"id": "a", "text": "A train."}], now="tomorrow")
    store.nightly([{"id": "a", "text": "A train."}])
    with pytest.raises(samestory.SettingError, match="shingle"):
        store.nightly([{"id": "b", "text": "A train."}], shingle_width=4)
    with pytest.raises(samestory.SettingError, match="there is none"):
        samestory.Store(tmp_path / "nowhere").info()


def test_what_is_forgotten_is_in_no_story_and_after_compact_in_no_byte(tmp_path: Path) -> None:
    text = "At dawn the train with the guest on board has reached the border town."
    store = samestory.Store(tmp_path / "store")
    rows = [
        {"id": "a", "text": text, "source": "one", "date": "2024-05-01"},
        {"id": "b", "text": text, "source": "two", "date": "2024-05-02"},
        {"id": "c", "text": text, "source": "three", "date": "2024-05-03"},
        {"id": "d", "text": "A ferry ran aground off Quelmsdorf.", "date": "2024-05-03"},
    ]
    store.nightly(rows)
    with pytest.warns(UserWarning, match="no article has the id 'nobody'"):
        assert store.forget(articles=["d", "nobody"]) == 1
    assert store.forget(sources=["one"], before=datetime.date(2024, 5, 2)) == 1
    members = [a["id"] for story in store.export() for a in story["articles"]]
    assert members == ["b", "c"]
    assert not store.query([rows[3]])[0]["known"]
    assert store.info()["forgotten"]
    smaller = store.compact()
    assert smaller > 0 and not store.info()["forgotten"]
    store.verify()
    assert all(b"Quelmsdorf" not in f.read_bytes() for f in (tmp_path / "store").iterdir())


def test_to_forget_nothing_and_to_change_no_store_are_refused(tmp_path: Path) -> None:
    store = samestory.Store(tmp_path / "nowhere")
    with pytest.raises(samestory.SettingError, match="nothing was named"):
        store.forget()
    with pytest.raises(TypeError, match="lists of strings"):
        store.forget(articles="abc")
    with pytest.raises(samestory.SettingError, match="there is none"):
        store.forget(before="2024-05-02")
    with pytest.raises(samestory.SettingError, match="there is none"):
        store.compact()
