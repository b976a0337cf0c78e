#!/usr/bin/env python3
"""Make the background word frequencies of samestory from the package `wordfreq`.

    pip install wordfreq==3.1.1 zstandard
    python3 data/background/make.py OUTDIR

Writes OUTDIR/<lang>.zst, one file for each language of wordfreq (the large list
where there is one), and prints a table of sizes. README.md beside this script
describes the format; LICENSE.md holds the licence of the data.

Words are folded as the program folds tokens, so that the two meet:

1. NFKC, lower case, `ß` to `ss`.
2. Arabic vowel marks (U+064B to U+0652, U+0670) and the tatweel (U+0640) removed.
3. Split at every character that is neither alphanumeric nor a mark: `don't` adds
   its frequency to `don` and to `t`. Parts without a letter are left out.
4. Words with a digit are left out: wordfreq counts shapes of numbers (`0000`), not
   numbers.
5. wordfreq folds the Greek final sigma away; lower case keeps it. It's put back
   at the end of words of two letters or more.

Words that fold to the same have their frequencies summed.

The same versions of wordfreq, Python and zstandard give the same bytes.
"""

import io
import math
import pathlib
import sys
import unicodedata
from importlib.metadata import version

import wordfreq
import zstandard

FORMAT = 1
MOST_WORDS = 60_000
LEVEL = 19

DROPPED_MARKS = {0x0640: None, 0x0670: None, **{c: None for c in range(0x064B, 0x0653)}}


def is_word_character(c):
    return unicodedata.category(c)[0] in "LMN"


def fold(text):
    """The tokens of one wordfreq entry; empty for entries with digits."""
    text = unicodedata.normalize("NFKC", text).lower().replace("ß", "ss")
    text = unicodedata.normalize("NFKC", text).translate(DROPPED_MARKS)
    if any(unicodedata.category(c)[0] == "N" for c in text):
        return []
    parts = "".join(c if is_word_character(c) else " " for c in text).split()
    parts = [p for p in parts if any(unicodedata.category(c)[0] == "L" for c in p)]
    return [p[:-1] + "ς" if len(p) > 1 and p.endswith("σ") else p for p in parts]


def frequencies(lang):
    """Folded word → share of all words, summed over the entries that fold to it."""
    sums = {}
    for minus_centibel, bucket in enumerate(wordfreq.get_frequency_list(lang, "best")):
        share = 10 ** (-minus_centibel / 100)
        for entry in sorted(bucket):
            for word in fold(entry):
                sums[word] = sums.get(word, 0.0) + share
    return sums


def buckets(sums):
    """Minus centibel → sorted words: whole buckets, most frequent first, at most MOST_WORDS."""
    found = {}
    for word, share in sums.items():
        found.setdefault(max(0, round(-100 * math.log10(share))), []).append(word)
    kept, count = {}, 0
    for bucket in sorted(found):
        if count + len(found[bucket]) > MOST_WORDS:
            break
        count += len(found[bucket])
        kept[bucket] = sorted(found[bucket])
    return kept


def render(lang, kept):
    out = io.StringIO()
    out.write(f"samestory-background {FORMAT} {lang} {version('wordfreq')}\n")
    for bucket, words in kept.items():
        out.write(f"{bucket} {' '.join(words)}\n")
    return out.getvalue().encode("utf-8")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make.py OUTDIR")
    outdir = pathlib.Path(sys.argv[1])
    outdir.mkdir(parents=True, exist_ok=True)
    lists = wordfreq.available_languages("best")
    words_total = text_total = packed_total = 0
    print("| language | list | words | rarest bucket | text bytes | .zst bytes |")
    print("|---|---|--:|--:|--:|--:|")
    for lang in sorted(lists):
        kept = buckets(frequencies(lang))
        text = render(lang, kept)
        packed = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(text)
        (outdir / f"{lang}.zst").write_bytes(packed)
        size = pathlib.Path(lists[lang]).name.split("_")[0]
        words = sum(map(len, kept.values()))
        print(f"| {lang} | {size} | {words} | {max(kept)} | {len(text)} | {len(packed)} |")
        words_total += words
        text_total += len(text)
        packed_total += len(packed)
    print(f"| all {len(lists)} | | {words_total} | | {text_total} | {packed_total} |")


if __name__ == "__main__":
    main()
