#!/usr/bin/env python3
"""Instructions of small runs, counted by callgrind and held against what is stored.

measured  two whole runs with one thread: both tiers on the sample, whose many tables and awkward texts
          are read, and reprints of 1,000 synthetic articles, where reading, scanning, sketching and
          verifying are most of the work
corpus    data/sample, and `samestory synth --seed 7`
notes     Counts do not depend on the load of the machine: runs differ by .02 % at most, and by
          .04 % where glibc copies and compares without AVX2. They do depend on the compiler, so that they are
          compared only where `rustc --version` is that of the stored ones, and on the build: store those of
          a plain `cargo build --release`.

    python3 benches/instructions.py target/release/samestory            # fails beyond 5 %
    python3 benches/instructions.py target/release/samestory --write    # stores what it counts
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
STORED = HERE / "instructions.json"
SAMPLE = HERE.parent / "data" / "sample" / "articles.jsonl"
MOST = 1.05


def counted(arguments):
    """Instructions of one run. Valgrind does not know every processor's instructions: that is no failure."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *arguments]
    run = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not found:
        print(f"instructions: NOT CHECKED, {' '.join(command)} failed:\n{run.stderr}")
        sys.exit(0)
    return int(found[1])


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("samestory", help="the binary to count")
    ask.add_argument("--write", action="store_true", help="store what is counted")
    told = ask.parse_args()
    samestory, write = told.samestory, told.write
    if shutil.which("valgrind") is None:
        print("instructions: NOT CHECKED, there is no valgrind")
        return
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        synth, out = f"{folder}/synth.jsonl", f"{folder}/out.jsonl"
        make = ["synth", "--articles", "1000", "--seed", "7", "-o", synth, "--truth", f"{folder}/truth.jsonl"]
        subprocess.run([samestory, "-q", *make], check=True)
        one = [samestory, "--threads", "1", "-q", "cluster", "-o", out]
        runs = {
            "cluster, sample": counted([*one, str(SAMPLE)]),
            "reprints, synth": counted([*one, "--tier", "reprints", "--members", synth]),
        }
    slower = []
    for name, count in runs.items():
        before = stored.get("runs", {}).get(name)
        share = f", {count / before - 1:+.2%} to the {before:,} stored" if before else ""
        print(f"{name}: {count:,} instructions{share}")
        if before and count > before * MOST:
            slower.append(name)
    if write:
        STORED.write_text(json.dumps({"rustc": rustc, "runs": runs}, indent=2) + "\n")
    elif not stored:
        print("instructions: NOT CHECKED, no counts are stored; --write stores them")
    elif stored["rustc"] != rustc:
        print(f"instructions: NOT CHECKED, counted with '{stored['rustc']}', this is '{rustc}'")
    elif slower:
        sys.exit(
            f"more than 5 % slower: {', '.join(slower)}. Make it faster, or say in the commit why it is worth"
            " that and store the new counts with --write"
        )


if __name__ == "__main__":
    main()
