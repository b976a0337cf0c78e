"""Signatures in one process: samestory beside datasketch, rensa and gaoya.

    pip install ./python datasketch rensa gaoya
    python benches/signatures.py articles.jsonl

Texts are read beforehand. Each takes a text and makes 128 MinHash slots of its shingles of
five words, on one thread; rounds take turns, and the processor time a document of each is
told as median, least and most. What they do is not quite the same: samestory folds words and
cuts them at everything that is no letter; the others get the words between blanks, in lower
case. gaoya has no signatures alone: it puts them into its index.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import pyarrow as pa
import pyarrow.json
from datasketch import MinHash
from gaoya.minhash import MinHashStringIndex
from rensa import RMinHash

import samestory

ROUNDS, TEXTS = 7, 5_000
WIDTH = 5

column = pyarrow.json.read_json(sys.argv[1]).column("text").slice(0, TEXTS).combine_chunks()
texts: list[str] = column.to_pylist()


def shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[at : at + WIDTH]) for at in range(max(len(words) - WIDTH + 1, 1))]


def of_samestory() -> None:
    samestory.signatures(pa.table({"text": column}).column("text"), threads=1)


def of_datasketch() -> None:
    for text in texts:
        MinHash(num_perm=128, seed=1).update_batch([s.encode() for s in shingles(text)])


def of_rensa() -> None:
    for text in texts:
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(shingles(text))
        sketch.digest()


def of_gaoya() -> None:
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=0.5,
        num_bands=32,
        band_size=4,
        analyzer="word",
        lowercase=True,
        ngram_range=(WIDTH, WIDTH),
    )
    for number, text in enumerate(texts):
        index.insert_document(number, text)


told: dict[str, Callable[[], None]] = {
    "samestory": of_samestory,
    "rensa": of_rensa,
    "gaoya": of_gaoya,
    "datasketch": of_datasketch,
}
spent: dict[str, list[float]] = {name: [] for name in told}
for _ in range(ROUNDS):
    for name, run in told.items():
        begun = time.process_time()
        run()
        spent[name].append((time.process_time() - begun) / len(texts) * 1e6)

letters = sum(map(len, texts)) / len(texts)
print(f"{len(texts)} texts of {letters:.0f} characters; microseconds of processor a document")
for name, found in spent.items():
    print(f"{name:12} {statistics.median(found):8.1f} ({min(found):.1f}-{max(found):.1f})")
