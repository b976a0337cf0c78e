"""What a second thread brings, beside what a second processor brings on this machine.

    python3 benches/threads.py

Measured: wall seconds of `cluster --tier reprints --members` over one corpus in three ways,
which take turns: one process with one thread; two such processes at once; one process with
two threads. Medians of the rounds.
Corpus: `samestory synth --seed 7`, 2.1 KB an article.
Notes: two processes share nothing but the machine. What they lose beside one alone (caches,
memory, two processors that are two threads of one core, other work) no program gets back:
the speed-up of two threads is told as it is, and as a share of theirs.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "peers"))
from compare import ROOT, machine  # noqa: E402  (found by the line before)


def seconds(samestory, corpus, folder, processes, threads):
    """How long so many processes take that begin together, each with so many threads."""
    begun = time.monotonic()
    cluster = [samestory, "-q", "cluster", corpus, "--members", "--tier", "reprints"]
    cluster += ["--temp", folder, "--threads", str(threads)]
    running = [
        subprocess.Popen([*cluster, "-o", folder / f"found-{number}.jsonl"])
        for number in range(processes)
    ]
    if any([one.wait() for one in running]):
        sys.exit("a run failed; see above")
    return time.monotonic() - begun


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--samestory", default=ROOT / "target/release/samestory")
    options.add_argument("--articles", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    ways = {"one thread": (1, 1), "two processes": (2, 1), "two threads": (1, 2)}
    taken = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        corpus, truth = folder / "corpus.jsonl", folder / "truth.jsonl"
        synth = ["synth", "--articles", str(chosen.articles), "--seed", "7"]
        synth += ["-o", corpus, "--truth", truth]
        subprocess.run([chosen.samestory, "-q", *synth], check=True)
        for _ in range(chosen.rounds):
            for way, run in ways.items():
                taken[way].append(seconds(chosen.samestory, corpus, folder, *run))
    one, two, both = (statistics.median(taken[way]) for way in ways)
    print(f"On {machine()}.\n")
    print("| way | wall s | of one thread's speed |")
    print("|---|--:|--:|")
    print(f"| one thread | {one:.1f} | 1.00 |")
    print(f"| two processes of one thread, of both | {two:.1f} | {2 * one / two:.2f} |")
    print(f"| two threads | {both:.1f} | {one / both:.2f} |")
    print(f"\nTwo threads have {two / (2 * both):.2f} of what the machine gives two processes.")


if __name__ == "__main__":
    main()
