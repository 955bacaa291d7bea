"""Make the table of Cantonese and Sino-Korean readings from Unihan.

    python -m bench.names.unihan Unihan_Readings.txt

The file is part of the Unicode Character Database (Unicode Standard Annex 38); Debian has it in
the package unicode-data. Of each character the first reading is taken, without its tone.
"""

from __future__ import annotations

import bz2
import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path

from bench.names.learn import DATA

FIELDS = {"kCantonese": "cantonese", "kHangul": "korean"}
FIRST, LAST = 0x4E00, 0x9FFF


def main(file: Path) -> None:
    """Read Unihan, write `han.tsv.gz`: tradition, reading, the characters that are read so."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    packed = file.read_bytes()
    text = bz2.decompress(packed) if file.suffix == ".bz2" else packed
    for row in text.decode().splitlines():
        if not row.startswith("U+"):
            continue
        code, field, value = row.split("\t")
        number = int(code[2:], 16)
        if field in FIELDS and FIRST <= number <= LAST:
            reading = re.sub(r"\d", "", value.split()[0].split(":")[0])
            found[FIELDS[field], reading].append(chr(number))
    lines = [
        f"{tradition}\t{reading}\t{''.join(signs)}\n"
        for (tradition, reading), signs in sorted(found.items())
    ]
    (DATA / "han.tsv.gz").write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
