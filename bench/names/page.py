"""Writes `docs/bench-names.md`: what was measured, how, and what it does not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.names import registers
from bench.names.figures import BUDGETS, Calibrated, Figures, Recalled
from bench.names.judged import NEAR, STRANGERS, YEARS
from bench.names.noise import LOOKED, OF_ALL
from bench.names.recall import COMPARED

SMALL, LARGE = BUDGETS


def page(figures: Figures) -> str:
    """The page."""
    parts = [
        _head(figures), _recall(figures), _registers(figures), _seen(figures), _noise(figures),
        _score(figures), _calibration(figures), _peers(figures), _speed(figures), _LIMITS,
    ]  # fmt: skip
    return "\n".join(parts)


def short(figures: Figures) -> str:
    """The table of recall alone, for the screen."""
    return "\n".join(_recall_rows(figures))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> Iterator[str]:
    """A table; the first `words` columns are words, the others numbers."""
    yield f"| {' | '.join(columns)} |"
    yield "|" + "".join("---|" if at < words else "---:|" for at in range(len(columns)))
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _head(figures: Figures) -> str:
    quick = ", **a quick run, whose figures are rough**" if figures.quick else ""
    return f"""# How well names are found

`python -m bench names --data FOLDER --rigour FILE --peers PYTHON` measures in one run what stands
here and writes this page (`--quick`: registers of 50,000 and fewer persons; `--again`: the page
alone, from `bench/out/names.json`). `FOLDER` holds the lists that `bench/names/sources.py` names,
`FILE` is `persons.txt` of the package rigour 1.8.2, `PYTHON` is one that has the peers.

Figures of {figures.day}{quick}: registers of {figures.size:,} invented persons,
seed {figures.seed}, Python {figures.python}.

Nobody in it is real. Words of public lists are put together by chance into persons of two or
three words, and each is described twice: as it is asked for, in its own script, and as a register
holds it, in Latin letters, half of them with the last word first. A fifth of the words, chosen by
a hash of the Latin spelling, was left out of what is learnt, which was learnt anew for this run:
they are *unseen*. The figures of the others, *seen*, say how well the program remembers, not how
well it understands. What ships is learnt from all words.

*Native* are words that look like words of the language: a guess from endings and letters
(`bench/names/cast.py`), so that some foreign words are among them. *Foreign* are all others, most
of them names of the West as the script transcribes them. Chinese and Korean given names come from
Wikidata and have one of some thirty family names (`bench/names/eastern.py`).
"""


def _budget(row: Recalled, budget: int, register: str = "mixed") -> str:
    found = row.at(budget, register)
    return "none fits" if found is None else f"{found:.3f}"


def _many(number: float) -> str:
    return f"{number:,.0f}"


def _recall_rows(figures: Figures, unseen: bool = True) -> Iterator[str]:
    rows = []
    for row in figures.recalled:
        if row.unseen != unseen:
            continue
        reached = row.at(LARGE, "mixed") or 0
        aim = f"{row.aim:.2f} {'met' if reached >= row.aim else '**missed**'}" if row.aim else ""
        order = f"{row.ranked[str(SMALL)]:.2f}" if row.ranked else ""
        rows.append([
            f"{row.script}, {row.origin}", _many(row.persons), *(f"{r:.3f}" for r in row.recall),
            *map(_many, row.hits["mixed"]), _budget(row, SMALL), f"**{_budget(row, LARGE)}**",
            order, aim,
        ])  # fmt: skip
    columns = (
        "asked for", "persons", "pair", "+ wide", "+ rare", "false: pair", "+ wide", "+ rare",
        f"recall at {SMALL}", f"recall at {LARGE:,}", f"first {SMALL} by score", "aim",
    )  # fmt: skip
    return table(columns, rows)


def _recall(figures: Figures) -> str:
    lines = "\n".join(_recall_rows(figures))
    scripts = "\n".join(
        table(
            ("script", "persons", "pair", "+ wide", "+ rare"),
            (
                [name, _many(row[0]), *(f"{r:.3f}" for r in row[1:])]
                for name, row in figures.by_script.items()
            ),
        )
    )
    kinds = _kinds()
    return f"""## Recall at a budget of false hits: the name alone

Without a day of birth. Tiers of keys are added one after the other: `pair`, `pair-wide`, `rare`.
*False* is how many strangers per person asked for share a key, in a register of a million: the
mean; nobody who is asked for is in it. *Recall at {SMALL}* is that of the best tiers whose false
hits are at most {SMALL}. *First {SMALL} by score*: the candidates that share a key are put in order
by the score of the name alone, equals by half, and the person is among the first {SMALL} of a
million; of a sample of a tenth of the persons, with {COMPARED} candidates each.
The aims are for {LARGE:,} false hits and unseen words.

The mixed register: {kinds["mixed"]}.

{lines}

*Latin, aliases*: persons of the US list, asked for by an alias and held under the first name. Many
aliases are other names, not other spellings, and no rule can find them. *Any script, aliases*:
words of Wikidata in another script, held under up to four names in Latin letters. By script:

{scripts}

![Recall against false hits](img/names-recall.png)
"""


def _kinds() -> dict[str, str]:
    return {kind.name: kind.about for kind in registers.KINDS}


def _registers(figures: Figures) -> str:
    rows = []
    for name in figures.registers:
        for row in figures.recalled:
            if name != "mixed" and name in row.hits and row.unseen:
                rows.append([
                    name, f"{row.script}, {row.origin}", _many(figures.registers[name]),
                    *map(_many, row.hits[name]), *(_budget(row, b, name) for b in BUDGETS),
                ])  # fmt: skip
    columns = (
        "register", "asked for", "distinct names", "false: pair", "+ wide", "+ rare",
        f"recall at {SMALL}", f"recall at {LARGE:,}",
    )  # fmt: skip
    lines = "\n".join(table(columns, rows, 2))
    about = "\n".join(f"- *{name}*: {what}." for name, what in _kinds().items() if name != "mixed")
    return f"""### Where everybody has such a name

Native persons, unseen words, in registers of {figures.size:,} in which all names are of one kind,
counted up to a million. These lists have few words, so that namesakes are many: more than in a
country of a million. Where a name is as common as that, no rule tells persons apart by it.

{about}

{lines}
"""


def _seen(figures: Figures) -> str:
    rows = [
        [f"{row.script}, {row.origin}", _many(row.persons), *(f"{r:.3f}" for r in row.recall),
         _budget(row, LARGE)]
        for row in figures.recalled if not row.unseen
    ]  # fmt: skip
    columns = ("asked for", "persons", "pair", "+ wide", "+ rare", f"recall at {LARGE:,}")
    lines = "\n".join(table(columns, rows))
    return f"""### Words that were learnt from

{lines}
"""


def _noise(figures: Figures) -> str:
    rows = []
    for row in figures.recalled:
        looked = LOOKED.get(row.name)
        if looked and row.unseen:
            missed = 1 - row.recall[-1]
            rows.append([
                f"{row.script}, {row.origin}", str(looked.seen), str(looked.wrong), looked.like,
                f"{missed:.3f}", f"{missed * looked.wrong / looked.seen:.3f}",
            ])  # fmt: skip
    columns = (
        "asked for", "looked at", "no one word", "like", "missed of all", "so, noise of all",
    )  # fmt: skip
    lines = "\n".join(table(columns, rows))
    return f"""### What of the misses is noise

The lists pair words by where they stand in a title, so that some pairs are two words: a first name
and a last one, a numeral, an initial. They are in all figures above. Of each group up to 60 persons
that were missed were looked at by hand ({OF_ALL}). *No one word* says in how many of them a word is
paired with another word, a translation, an initial, or a reading in another language. Such pairs
that are found by chance are not counted: the noise is at least so much.

{lines}
"""


def _score(figures: Figures) -> str:
    rows = [
        [row.method, row.threshold, row.strangers, f"{row.precision:.3f}", f"{row.recall:.3f}",
         f"{row.f1:.3f}"]
        for row in figures.judged
    ]  # fmt: skip
    columns = ("method", "threshold", "strangers with", "precision", "recall", "F1")
    lines = "\n".join(table(columns, rows, 3))
    groups = "\n".join(
        table(
            ("asked for", "pairs", "recall at even odds"),
            ([n, _many(number), f"{r:.3f}"] for n, (number, r) in figures.judged_groups.items()),
        )
    )
    return f"""## The score: one name and a day of birth

{figures.pairs[""]:,} pairs of one person, unseen words of all groups above; and as many pairs of
the same persons with strangers of the mixed register that share a key of the name, once with
*{STRANGERS}* (a tenth have none) and once with *{NEAR}* (another day at most {YEARS} years away).
The days of one person differ as `bench/names/cast.py` has it: 78 in 100 are the same, others are
the year alone, day and month changed over, a day or a year off; 1 in 66 is another day altogether.

*Keys, then score*: a pair that shares no key is not found, as where a register is asked. *Score
alone*: all pairs are compared, as peers do. *One in 1000* and *one in 2* are base rates
(`--base-rate`); strangers are as many as persons here, so that *one in 2* is the one that is true.
*Best* is the threshold with the highest F1 on these very pairs: too good by a little, for every
method alike.

{lines}

Token-sort has half its score where days of birth differ as far as both are known.

By group, keys, then score, at base rate *one in 2* and probability 0.5:

{groups}
"""


def _bins(found: Calibrated) -> str:
    rows = (
        [f"{said:.3f}", f"{so:.3f}", f"{share:.2%}", _many(number)]
        for share, said, so, number in found.rows
    )
    columns = ("probability, mean", "are one person", "share of pairs", "pairs of one person in it")
    return "\n".join(table(columns, rows, 0))


def _calibration(figures: Figures) -> str:
    parts = "\n\n".join(
        f"One in {found.base_rate:g} is the person: expected calibration error "
        f"**{found.error:.2g}**.\n\n{_bins(found)}"
        for found in figures.calibrated
    )
    return f"""## Whether probabilities are right

The pairs of one person that share a key, and {figures.pairs["calibration"]:,} pairs of strangers
that do, each with every way in which days of birth of strangers agree, as often as they do. They
are weighed so that one in 1000, and then one in 2, is the person. Ten bins; empty ones are left
out. At one in 1000 nearly all pairs are strangers beyond doubt, so that the error is small whatever
the score does: the other rows say more.

{parts}

![Calibration](img/names-calibration.png)
"""


def _peers(figures: Figures) -> str:
    if not figures.peers:
        return "## Beside others\n\nNot measured in this run: no `--peers PYTHON` was given.\n"
    versions = "; ".join(f"{p.name}: {p.version}" for p in figures.peers if p.version)
    columns = [f"{p.name} {what}" for p in figures.peers for what in p.thresholds]
    rows = [
        [f"{row.script}, {row.origin}", _budget(row, LARGE),
         *(f"{row.peers[column]:.3f}" for column in columns)]
        for row in figures.recalled if row.peers
    ]  # fmt: skip
    false = [
        "*false hits in a million*", "",
        *(_many(p.false[w]) for p in figures.peers for w in p.thresholds),
    ]  # fmt: skip
    at = ["*threshold*", "", *(f"{t:.3g}" for p in figures.peers for t in p.thresholds.values())]
    lines = "\n".join(
        table(("asked for", f"keys alone at {LARGE:,}", *columns), [*rows, false, at])
    )
    return f"""## Beside others, in the same run

{versions}. Names alone, unseen words, the same pairs, up to 250 of each group. False hits are those
of {figures.random_pairs:,} random pairs of the same askers and the mixed register, counted up to a
million. Each method has the thresholds that give at most {SMALL} and {LARGE:,} of them, and
logic-v2 its usual 0.7. Ours is the score where a key is shared, and nothing where none is; the
others compare each person asked for with everybody.

logic-v2 reads the spellings of Wikidata in `persons.txt`, of which the persons of *Han, native*,
*Hangul, native* and *any script, aliases* are made: to it these are seen words.

{lines}
"""


def _speed(figures: Figures) -> str:
    rows = [[row.what, row.on, _many(row.number), _many(row.rate)] for row in figures.speed]
    lines = "\n".join(table(("what", "on", "number", "a second"), rows, 2))
    return f"""## Speed

Of one core's own time (`time.process_time`), since the machine had other work (load
{figures.load:.1f} on two cores). Before each line all that is remembered of words was forgotten. Of
the peers comparing is counted, making their objects is not.

{lines}
"""


_LIMITS = """## What this does not show

- Real persons: slips of typing, nicknames, names as forms tear them apart. The words are careful
  spellings, and who has which is chance; real registers have other namesakes.
- Persons asked for in Latin letters and held in another script. Keys are the same either way; the
  mistaken days of birth, which only the asker has, are not measured here.
- Kazakh, Uzbek, Uyghur, Tigrinya, Amharic, Pashto, Dari, Kurdish: no list of pairs that we may use
  has enough of them. Cantonese, Hokkien and Vietnamese names as their bearers spell them.
- Unseen means that a Latin spelling was left out. Another Latin spelling of the same word may have
  been learnt: the lists have some words under several.
- The weights of the score were learnt from persons without the unseen words, but from the same
  lists, with the same errors in days of birth that are assumed here.
- A person with aliases has more keys. The registers have one name a person, so that real ones with
  aliases give more false hits.
"""
