#!/usr/bin/env python3
"""Fit the weights of the event score of pairs in two languages, on the news week of data/languages.

usage: fit_across.py SAMESTORY

SAMESTORY  a built binary

Prints the weights that belong into `across` in src/verify/event/model.rs, but for the intercept: README.md says where
that was placed, and why. Needs numpy and scipy. The same input gives the same weights.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from fit import fit

WEEK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "languages")
FEATURES = ["names", "numbers", "other_numbers", "all", "lead"]
# A week is no year, and its stories are easily told apart: the penalty is a tenth of what pairs of one story weigh.
PENALTY = 0.1


class Week:
    """Pairs in two languages, and whether they tell of one happening."""

    features = FEATURES

    def __init__(self, binary):
        gold = os.path.join(WEEK, "gold.jsonl")
        event = {row["id"]: row["event"] for row in map(json.loads, open(gold, encoding="utf-8"))}
        files = [path for path in sorted(glob.glob(os.path.join(WEEK, "*.jsonl"))) if path != gold]
        with tempfile.TemporaryDirectory() as folder:
            every, found = os.path.join(folder, "week.jsonl"), os.path.join(folder, "features.jsonl")
            with open(every, "w", encoding="utf-8") as out:
                out.writelines(open(path, encoding="utf-8").read() for path in files)
            subprocess.run([binary, "eval", "-q", "--features", found, every], check=True)
            rows = [json.loads(line) for line in open(found, encoding="utf-8")]
        of = [event[row["articles"][0]] for row in rows if "articles" in row]
        pairs = [row for row in rows if row.get("across")]
        names = rows[0]["features"]
        value = lambda row, name: row["x"][names.index(name)] if name in names else row[name]
        self.x = np.array([[value(row, name) for name in FEATURES] for row in pairs])
        self.y = np.array([int(of[row["a"]] == of[row["b"]]) for row in pairs])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    week = Week(os.path.abspath(sys.argv[1]))
    one = int((week.y == 1).sum())
    print(f"# {one} pairs of one happening, {len(week.y) - one} of two")
    weights, _ = fit([week], strength=1 / (PENALTY * one))
    for name, weight in zip(FEATURES, weights):
        print(f"{name.upper()}: f32 = {weight:.2f};")


if __name__ == "__main__":
    main()
