"""Learn the spellings and how common words are: writes `src/safeconduct/names/data`.

    python -m bench.names.learn --data FOLDER --rigour persons.txt [--all] [--into FOLDER]

Learnt are words whose spellings the rules of `safeconduct.names.sounds` do not bring together by
themselves. Without `--all` the words that are kept for judging are left out; what ships is learnt
from all words, what is judged in `bench names` is not.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from bench.names import sources
from safeconduct.names import han, learnt
from safeconduct.names.coded import coded, sounds
from safeconduct.names.codes import Codes, codes
from safeconduct.names.folding import bare, fold
from safeconduct.names.glued import article, slave
from safeconduct.names.sounds import spoken
from safeconduct.names.syllables import voiced

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "safeconduct" / "names" / "data"
MOST = 3
"""Spellings that one word may have."""
SEEN = 2
"""A pair of words from the lists of pairs counts if it was seen so often: single pairs are often
words of two names that were put together by mistake."""


def own(word: str) -> Codes:
    """The codes of a word by the rules alone."""
    text = normal(word)
    return Codes((), ()) if any(map(han.is_han, text)) else codes(sounds(text))


def normal(word: str) -> str:
    """A word as reading a name leaves it."""
    return slave(article(fold(word).strip("'-.")))


def plain(word: str) -> str:
    """A word in letters without accents."""
    return "".join(bare(sign) for sign in word)


def unlike(word: str, latin: str) -> bool:
    """Whether the rules do not bring a word and its Latin spelling together, and it is sensible
    to learn that they belong together."""
    if all(map(han.is_han, word)):
        read = {c for t in han.TRADITIONS for c in voiced(fold(han.read(word, t, as_family=False)))}
        return not read & set(voiced(latin))
    if sources.script(word) == "Hangul" and len(word) <= 2:
        # Names of China in Hangul: their readings would make every second syllable a namesake.
        return not set(voiced(word)) & set(voiced(latin)) and _near(spoken(word), latin)
    return not set(own(word).wide) & set(own(latin).wide)


def spellings(data: Path, rigour: Path, everything: bool) -> dict[str, list[str]]:
    """The Latin spellings to be learnt of each word, most often seen first."""
    often = Counter[str]()
    for language in sources.LANGUAGES:
        for pair in sources.pairs(data, language):
            often[normal(pair.latin)] += pair.seen
    found: dict[str, Counter[str]] = defaultdict(Counter)

    def put(word: str, latin: str, weight: int) -> None:
        latin = plain(latin)
        if word and latin and len(word) <= 24 and unlike(word, latin):
            found[word][latin] += weight

    for words in sources.clusters(rigour):
        latin = [normal(w) for w in words if sources.script(w) == "Latin"]
        if not latin or (not everything and any(map(sources.judged, latin))):
            continue
        hub = max(latin, key=lambda w: (often[w], w.isascii(), -len(w)))
        for word in words:
            put(normal(word), hub, 10 if sources.script(word) != "Latin" or _near(word, hub) else 0)
    for language in sources.LANGUAGES:
        for pair in sources.pairs(data, language):
            if pair.seen >= SEEN and (everything or not sources.judged(pair.latin)):
                put(normal(pair.native), normal(pair.latin), pair.seen)
    return {
        word: [latin for latin, weight in counted.most_common(MOST) if weight]
        for word, counted in found.items()
        if any(counted.values())
    }


def _near(word: str, hub: str) -> bool:
    """Whether two Latin spellings look like one word: others are translations or nicknames."""
    return Levenshtein.normalized_distance(normal(word), hub) < 0.6


def commons(data: Path, everything: bool) -> dict[str, float]:
    """Of how many in a million words each fine code is a code; the sources weigh the same.

    Words of eastern names have codes with vowels besides, which only the lists of persons show.
    """
    total: dict[str, float] = defaultdict(float)
    for counted, whole in (_codes_of_lists(data, everything), _codes_of_pairs(data, everything)):
        for code, number in counted.items():
            total[code] += 1e6 * number / whole / 2
    return {code: round(number, 1) for code, number in total.items() if number >= 3}


def _codes_of_lists(data: Path, everything: bool) -> tuple[Counter[str], int]:
    counted, whole = Counter[str](), 0
    for person in [*sources.invented(data), *sources.sanctioned(data)]:
        readings = coded(person.names[0])
        whole += readings[0].reading.size if readings else 0
        counted.update({
            word.codes.fine[0] for reading in readings for word in reading.words
            if everything or not sources.judged(word.word.text)
        })  # fmt: skip
    return counted, whole


def _codes_of_pairs(data: Path, everything: bool) -> tuple[Counter[str], int]:
    counted = Counter[str]()
    for word, seen in _words_of_pairs(data):
        if not everything and sources.judged(word):
            continue
        for code in own(word).fine[:1]:
            counted[code] += seen
    return counted, sum(counted.values())


def _words_of_pairs(data: Path) -> Iterable[tuple[str, int]]:
    for language in sources.LANGUAGES:
        for pair in sources.pairs(data, language):
            yield pair.latin, pair.seen


def write(rows: Iterable[str], file: Path) -> None:
    """Rows, packed so that the same rows give the same bytes."""
    text = "".join(f"{row}\n" for row in rows)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{file.name}: {text.count(chr(10)):,} rows, {file.stat().st_size:,} bytes")


def learn(data: Path, rigour: Path, into: Path, *, everything: bool) -> None:
    """Learn from all words, or from those that are not kept for judging, and write."""
    into.mkdir(parents=True, exist_ok=True)
    found = spellings(data, rigour, everything)
    write((f"{w}\t{' '.join(s)}" for w, s in sorted(found.items())), into / "spellings.tsv.gz")
    # Names are read with what was learnt just now.
    learnt.use(into)
    known = commons(data, everything)
    write((f"{c}\t{n:g}" for c, n in sorted(known.items())), into / "common.tsv.gz")


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rigour", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--into", type=Path, default=DATA)
    options = parser.parse_args()
    learn(options.data, options.rigour, options.into, everything=options.all)


if __name__ == "__main__":
    main()
