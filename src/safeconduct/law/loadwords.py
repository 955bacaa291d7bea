"""The vocabulary out of its files: one with the acts, and one for each subject."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.case.document import BadInput, Document, Path, Problem, read_as
from safeconduct.case.facts import SORTS
from safeconduct.law.shapes import SubjectShape, VocabularyShape
from safeconduct.law.vocabulary import BUILT_IN, RESERVED, Vocabulary


def read_words(acts: Document, subjects: Iterable[Document], problems: list[Problem]) -> Vocabulary:
    """The vocabulary; adds to `problems`. Raises `BadInput` if the acts cannot be read at all."""
    reader = _Reader(problems)
    words = reader.acts(acts)
    for document in subjects:
        reader.subject(document, words)
    return words


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def _say(self, document: Document, path: Path, message: str) -> None:
        self._problems.append(document.problem(path, message))

    def acts(self, document: Document) -> Vocabulary:
        """The acts, their groups, and the words that stand in the same file."""
        try:
            raw = read_as(document, VocabularyShape, (), document.tree)
        except BadInput as error:
            raise BadInput([*self._problems, *error.problems]) from None
        words = Vocabulary(raw.acts, raw.groups, {}, {}, {}, {}, {})
        self._words(document, raw, words)
        for name, members in raw.groups.items():
            if not members:
                self._say(document, ("groups", name), f"'{name}' has no act; name at least one")
            for member in members:
                if member not in raw.acts:
                    self._say(document, ("groups", name), f"no act is called '{member}'")
        return words

    def subject(self, document: Document, words: Vocabulary) -> None:
        """One subject: its facts and lists, and the built-in conditions asked under it."""
        try:
            raw = read_as(document, SubjectShape, (), document.tree)
        except BadInput as error:
            self._problems += error.problems
            return
        if raw.subject in words.subjects:
            self._say(document, ("subject",), f"the subject '{raw.subject}' is in two files")
        words.subjects[raw.subject] = raw.title
        self._words(document, raw, words)
        for i, name in enumerate(raw.built_in):
            if name not in BUILT_IN:
                hint = words.near(name, BUILT_IN)
                message = f"no built-in condition is called '{name}'{hint}"
                self._say(document, ("built_in", i), message)
            elif name in words.subject_of:
                self._say(document, ("built_in", i), f"'{name}' has a subject already")
            words.subject_of[name] = raw.subject
        words.subject_of.update(dict.fromkeys((*raw.facts, *raw.lists), raw.subject))

    def _words(
        self, document: Document, raw: VocabularyShape | SubjectShape, words: Vocabulary
    ) -> None:
        for name, word in raw.facts.items():
            order = [SORTS.index(sort) for sort in word.args]
            if order != sorted(order):
                self._say(
                    document, ("facts", name, "args"),
                    f"arguments stand in the order {', '.join(SORTS)}",
                )  # fmt: skip
            if name in (*BUILT_IN, *RESERVED):
                self._say(document, ("facts", name), f"'{name}' is a built-in condition; rename it")
        for section, known in (("facts", words.facts), ("lists", words.lists)):
            for name in getattr(raw, section):
                if name in known:
                    self._say(document, (section, name), f"'{name}' is in two files; keep one")
        words.facts.update(raw.facts)
        words.lists.update(raw.lists)
