"""How many of the pairs that were missed are no spellings of one word: looked at by hand."""

from __future__ import annotations

from dataclasses import dataclass

OF_ALL = "of a run of 1 December 2026"
"""Which misses were looked at."""


@dataclass(frozen=True)
class Looked:
    """Of a group so many missed persons were looked at; in so many of them a word is paired with
    another word. `like`: some of those."""

    seen: int
    wrong: int
    like: str


LOOKED = {
    "Cyrillic, native, unseen": Looked(5, 0, ""),
    "Cyrillic, foreign, unseen": Looked(44, 4, "дж. and G., мария and Mª"),
    "Arabic, native, unseen": Looked(60, 53, "الثالث and III, عبد and Abdullah, وثر and Lowther"),
    "Arabic, foreign, unseen": Looked(31, 9, "من and Of, جوني and Jumpei"),
    "Hebrew, native, unseen": Looked(35, 6, "הרביעי and IV"),
    "Hebrew, foreign, unseen": Looked(40, 14, "השני and Denmark, פ. and P."),
    "Han, native, unseen": Looked(39, 26, "燕 and En, 廣 and Kong: other languages of China"),
    "Han, foreign, unseen": Looked(60, 4, "亨利 and H."),
    "Hangul, native, unseen": Looked(60, 26, "맹달 and Mengda: Korean and Chinese readings"),
    "Hangul, foreign, unseen": Looked(60, 12, "스즈키 and Tatsuya, 천황 and Kōmyō"),
    "kanji, kana, foreign, unseen": Looked(60, 2, "ヘンリー and H."),
    "katakana, foreign, unseen": Looked(60, 2, "ミクローシュ and Horthy"),
    "any script, aliases, unseen": Looked(60, 15, "남 and Nán, זרע and Seed, аля and Alina"),
    "Latin, aliases, unseen": Looked(60, 48, "Javier Zaldivar and Jose Alvarez: another name"),
}
