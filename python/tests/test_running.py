"""Calls let the interpreter live: other threads run, and Ctrl-C is heard."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import samestory


def test_other_threads_run_while_the_work_is_done(synth: Path) -> None:
    turns, done = [], threading.Event()

    def count() -> None:
        while not done.is_set():
            turns.append(time.monotonic())
            time.sleep(0.002)

    counter = threading.Thread(target=count)
    counter.start()
    began = time.monotonic()
    samestory.cluster(synth, threads=1)
    took = time.monotonic() - began
    done.set()
    counter.join()
    within = [turn for turn in turns if began <= turn <= began + took]
    assert took > 0.05 and len(within) > 5, f"{len(within)} turns in {took} s"


def test_calls_from_several_threads_agree(sample: Path) -> None:
    found: list[bytes] = []
    calls = [
        threading.Thread(target=lambda: found.append(samestory.cluster(sample).to_json_lines()))
        for _ in range(4)
    ]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert len(found) == 4 and len(set(found)) == 1


def test_ctrl_c_ends_a_call(command: Any, tmp_path: Path) -> None:
    corpus = tmp_path / "large.jsonl"
    command("synth", "--articles", 60_000, "--seed", 3, "-o", corpus)
    script = (
        "import samestory, sys\n"
        "print('begun', flush=True)\n"
        "try:\n"
        "    samestory.cluster(sys.argv[1], threads=1)\n"
        "    print('done', flush=True)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', flush=True)\n"
    )
    # In the reading, and then later; a machine may be so fast that it is done by then.
    for delay, ends in [(0.3, {"interrupted\n"}), (4.0, {"interrupted\n", "done\n"})]:
        run = subprocess.Popen(
            [sys.executable, "-c", script, str(corpus)], stdout=subprocess.PIPE, text=True
        )
        assert run.stdout is not None and run.stdout.readline() == "begun\n"
        time.sleep(delay)
        run.send_signal(2)
        said, _ = run.communicate(timeout=60)
        assert run.returncode == 0 or said == "done\n", "interrupted while it ended"
        assert said in ends
