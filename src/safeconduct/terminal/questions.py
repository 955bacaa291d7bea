"""The questions of a case, as letters: one an office."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from safeconduct.case.questionnaire import Letter, PointAsked, Questionnaire


def show_questions(console: Console, asked: Questionnaire) -> None:
    """Print the letters."""
    console.print()
    console.print(f"[bold]Questions: {escape(asked.title)}[/]")
    counts = ", ".join(f"{measure} {count}" for measure, count in asked.counts.items())
    _line(console, f"How many questions each measure hangs on: {counts}.", 0)
    if not asked.letters:
        console.print("Nothing that is asked can still turn an outcome.")
    for letter in asked.letters:
        _letter(console, letter, len(asked.counts))


def _letter(console: Console, letter: Letter, measures: int) -> None:
    console.print()
    console.print(f"[bold underline]To: {escape(letter.office)}[/]")
    for number, question in enumerate(letter.questions, 1):
        _line(console, f"{number}. {question.title}", 2)
        for point in question.points:
            _line(console, f"· {point.ask}{_notes(point, measures)}", 5)


def _notes(point: PointAsked, measures: int) -> str:
    more = len(point.about) - len(point.measures)
    notes = [f"and {more} more like it"] if more > 0 else []
    notes += ["contested"] if point.contested == "yes" else []
    notes += ["later"] if point.later == "yes" else []
    many = len(point.measures) == measures and measures > 1
    notes.append("for every measure" if many else f"for {', '.join(point.measures)}")
    return f" ({'; '.join(notes)})"


def _line(console: Console, text: str, indent: int) -> None:
    console.print(Padding(Text(text), (0, 0, 0, indent), expand=False))
