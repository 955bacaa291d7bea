"""`safeconduct names` for one person, for pairs, and for files with rows of every kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safeconduct.cli import main


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_name_is_read_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["names", "read", "Dr. Abd al-Rahman al-Qahtani"]) == 0
    said = capsys.readouterr().out
    assert "abdrahman" in said
    assert "left out: dr (honorific)" in said


def test_two_names_are_compared_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    born = ["--born", "1979-05-03", "1979-05-03"]
    assert main(["names", "score", "Alma Shalabayeva", "Алма Шалабаева", *born, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["score"] > 0.9
    assert {r["about"] for r in found["reasons"]} == {"base rate", "name", "birth date"}
    main(["names", "score", "Alma Shalabayeva", "Алма Шалабаева", "--base-rate", "2", "--json"])
    once_in_two = json.loads(capsys.readouterr().out)["score"]
    main(["names", "score", "Alma Shalabayeva", "Алма Шалабаева", "--json"])
    assert json.loads(capsys.readouterr().out)["score"] < once_in_two


def test_keys_of_a_file_one_answer_a_row_and_bad_rows_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "persons.csv"
    file.write_text(
        "id;name;date_of_birth\n1;Ботагоз Жардемали;1979-05-03\n2;;1970\n3;Xi Jinping;1953-13-40\n"
        "4;a;b;c\n5;习近平; 习近平;\n", encoding="utf-8",
    )  # fmt: skip
    assert main(["names", "keys", str(file), "--json"]) == 2
    found = {row["line"]: row for row in _json(capsys)}
    assert set(found) == {2, 3, 4, 5, 6}
    assert "rare:SRTML" in found[2]["keys"]  # type: ignore[operator]
    assert found[2]["id"] == "1"
    assert "no name" in str(found[3]["error"])
    assert found[4]["keys"]
    assert "no calendar has the day" in str(found[4]["remarks"])
    assert "4 fields, where the first line names 3" in str(found[5]["error"])


def test_pairs_of_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pairs.jsonl"
    rows = [
        {
            "id": 7,
            "names1": ["Dolkun Isa", "D. Isa"],
            "name2": "دولقۇن ئەيسا",
            "birth_date1": "1967",
        },
        {"name1": "Dolkun Isa"},
    ]
    file.write_text("\n".join([*map(json.dumps, rows), "{no json", "[]", "7"]), encoding="utf-8")
    assert main(["names", "score", str(file), "--json"]) == 2
    found = _json(capsys)
    assert [row["line"] for row in found] == [1, 2, 3, 4, 5]
    assert 0 < float(str(found[0]["score"])) < 1
    assert "column 'name2'" in str(found[1]["error"])
    assert "no JSON object" in str(found[2]["error"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["keys", "none.csv"], "none.csv: No such file"),
        (["score", "only one"], "compare two names"),
        (["score", "a", "b", "--base-rate", "1"], "--base-rate is a number above 1"),
        (["keys", "  "], "there is no name"),
    ],
)
def test_what_cannot_be_answered_says_what_would_be_right(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["names", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_file_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("", encoding="utf-8")
    assert main(["names", "keys", str(file)]) == 2
    assert "its first line names the columns" in capsys.readouterr().err


def test_huge_fields_and_control_signs_do_no_harm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hostile.csv"
    file.write_bytes(b"name\n" + b"A" * 1_000_000 + b'\n\xff\xfe\x00\x01bin laden\n"open')
    main(["names", "keys", str(file), "--json"])
    assert len(_json(capsys)) >= 2
