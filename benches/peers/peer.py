"""One peer on one corpus: `peer.py NAME INPUT OUTPUT`.

Reads `id` and `text` from JSON Lines and writes one line an article, `{"id", "group"}`.
Every peer is set up alike: shingles of five words, 128 hashes, 16 bands of 8 rows, groups
by union. Each works in the way its own documentation takes for speed. A peer that can
estimate Jaccard similarity keeps candidate pairs from .7 on; none compares texts.
"""

import json
import pickle
import re
import shutil
import subprocess
import sys
import tempfile

HASHES, BANDS, ROWS, WIDTH, LEAST = 128, 16, 8, 5, 0.7


def articles(path):
    """Ids and texts of a corpus."""
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["id"] for row in rows], [row["text"] for row in rows]


def shingles(text):
    """The runs of five lower-case words of a text; a shorter one is a run by itself."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + WIDTH]) for at in range(max(1, len(words) - WIDTH + 1))}


class Groups:
    """Union-find."""

    def __init__(self, count):
        self.parent = list(range(count))

    def find(self, place):
        parent = self.parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[max(a, b)] = min(a, b)


def datasketch(ids, texts):
    from datasketch import MinHash, MinHashLSH

    signatures = MinHash.bulk(
        ([shingle.encode() for shingle in shingles(text)] for text in texts), num_perm=HASHES
    )
    lookup = MinHashLSH(num_perm=HASHES, params=(BANDS, ROWS))
    groups = Groups(len(ids))
    for place, signature in enumerate(signatures):
        for other in lookup.query(signature):
            if signature.jaccard(signatures[other]) >= LEAST:
                groups.join(place, other)
        lookup.insert(place, signature, check_duplication=False)
    return groups


def rensa(ids, texts):
    from rensa import RMinHash, RMinHashLSH

    lookup = RMinHashLSH(threshold=LEAST, num_perm=HASHES, num_bands=BANDS)
    signatures = []
    groups = Groups(len(ids))
    for place, text in enumerate(texts):
        signature = RMinHash(num_perm=HASHES, seed=1)
        signature.update(list(shingles(text)))
        for other in lookup.query(signature):
            if signature.jaccard(signatures[other]) >= LEAST:
                groups.join(place, other)
        lookup.insert(place, signature)
        signatures.append(signature)
    return groups


def gaoya(ids, texts):
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=LEAST,
        num_bands=BANDS,
        band_size=ROWS,
        num_hashes=HASHES,
        analyzer="word",
        lowercase=True,
        ngram_range=(WIDTH, WIDTH),
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    groups = Groups(len(ids))
    for start in range(0, len(texts), 10_000):
        found = index.par_bulk_query(texts[start : start + 10_000])
        for place, others in enumerate(found, start):
            for other in others:
                groups.join(place, other)
    return groups


def daft(ids, texts, path):
    import daft as engine
    import numpy

    frame = engine.read_json(path).select("id", "text")
    text = engine.col("text").normalize(
        remove_punct=True, lowercase=True, white_space=True
    )
    frame = frame.select("id", text.minhash(num_hashes=HASHES, ngram_size=WIDTH).alias("m"))
    found = frame.to_arrow()
    ids[:] = found["id"].to_pylist()
    flat = found["m"].combine_chunks()
    signatures = numpy.asarray(flat.flatten()).reshape(len(ids), HASHES)
    groups = Groups(len(ids))
    for band in range(BANDS):
        rows = numpy.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS])
        keys = rows.view(numpy.dtype((numpy.void, rows.dtype.itemsize * ROWS))).ravel()
        order = numpy.argsort(keys, kind="stable")
        same = keys[order[1:]] == keys[order[:-1]]
        for at in numpy.flatnonzero(same):
            groups.join(int(order[at]), int(order[at + 1]))
    return groups


def text_dedup(ids, folder, path):
    """Its own command, which writes the articles that it keeps, and its groups."""
    with open(path, encoding="utf-8") as lines:
        ids[:] = [json.loads(line)["id"] for line in lines]
    command = f"""--path json --data_files {path} --split train --cache_dir {folder}/cache
        --output {folder}/out --debug --column text --ngram {WIDTH} --num_perm {HASHES}
        --b {BANDS} --r {ROWS} --min_length 0 --num_proc 2 --hash_func xxh3 --hash_bits 32"""
    subprocess.run(
        [sys.executable, "-m", "text_dedup.minhash", *command.split()],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with open(f"{folder}/out/uf.pkl", "rb") as found:
        joined = pickle.load(found)
    groups = Groups(len(ids))
    for place in joined.parent:
        groups.join(int(place), int(joined.find(place)))
    return groups


def datatrove(ids, folder, path):
    """Its four steps, on two processes; the last writes what is kept, and what is not."""
    import pathlib

    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    from datatrove.utils.hashing import HashConfig
    from datatrove.utils.word_tokenizers import WordTokenizer

    class Blanks(WordTokenizer):
        """Words between blanks: the language packages of the others are slower."""

        def word_tokenize(self, text):
            return text.split()

        def sent_tokenize(self, text):
            return [text]

        def span_tokenize(self, text):
            return [(0, len(text))]

    with open(path, encoding="utf-8") as lines:
        rows = lines.readlines()
    ids[:] = [json.loads(row)["id"] for row in rows]
    # It shares out files, not parts of one.
    source = pathlib.Path(folder, "in")
    source.mkdir()
    for part in range(2):
        (source / f"{part}.jsonl").write_text("".join(rows[part::2]), encoding="utf-8")
    del rows
    config = MinhashConfig(
        n_grams=WIDTH,
        num_buckets=BANDS,
        hashes_per_bucket=ROWS,
        hash_config=HashConfig(precision=64, hash_fc="xxhash"),
    )
    read = JsonlReader(str(source))

    def run(step, tasks):
        LocalPipelineExecutor(
            step,
            tasks=tasks,
            workers=2,
            # So that their processor time counts as that of this process.
            start_method="fork",
            logging_dir=f"{folder}/logs/{len(step)}-{type(step[-1]).__name__}",
        ).run()

    run([read, MinhashDedupSignature(f"{folder}/signatures", config, language=Blanks())], 2)
    run([MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=config)], BANDS)
    run([MinhashDedupCluster(f"{folder}/buckets", f"{folder}/removed", config=config, save_cluster_id=True)], 1)
    removed = JsonlWriter(f"{folder}/dropped", compression=None)
    kept = JsonlWriter(f"{folder}/kept", compression=None)
    run(
        [read, MinhashDedupFilter(f"{folder}/removed", exclusion_writer=removed, load_cluster_ids=True), kept],
        2,
    )
    places = {article: place for place, article in enumerate(ids)}
    groups, first = Groups(len(ids)), {}
    for file in [*pathlib.Path(folder, "kept").iterdir(), *pathlib.Path(folder, "dropped").iterdir()]:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                cluster = row["metadata"].get("minhash_cluster_id", -1)
                if cluster >= 0:
                    place = places[row["id"]]
                    groups.join(place, first.setdefault(cluster, place))
    return groups


def main():
    name, source, output = sys.argv[1:]
    ids, texts = [], []
    if name == "daft":
        groups = daft(ids, texts, source)
    elif name in {"text-dedup", "datatrove"}:
        folder = tempfile.mkdtemp(dir=".")
        try:
            groups = {"text-dedup": text_dedup, "datatrove": datatrove}[name](ids, folder, source)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    else:
        ids, texts = articles(source)
        groups = {"datasketch": datasketch, "rensa": rensa, "gaoya": gaoya}[name](ids, texts)
    with open(output, "w", encoding="utf-8") as out:
        for place, article in enumerate(ids):
            out.write(json.dumps({"id": article, "group": ids[groups.find(place)]}) + "\n")


if __name__ == "__main__":
    main()
