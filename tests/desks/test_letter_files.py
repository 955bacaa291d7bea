"""Letters that come as files: what can be read, and what is refused in words."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfWriter

from safeconduct.desks.clerk import pdf
from safeconduct.desks.clerk.letter import read
from tests.desks.letters import ENGLISH

_HEAD = b"%PDF-1.4\n"


def written(text: str) -> bytes:
    """A PDF with this text, line by line, as a typewriter would set it."""
    lines = [
        line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        for line in text.split("\n")
    ]
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    page = f"BT /F1 9 Tf 12 TL 40 800 Td\n{shown}\nET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    made, places = _HEAD, []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def saved(writer: PdfWriter) -> bytes:
    """The bytes of a PDF."""
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def blank(pages: int, password: str = "") -> bytes:
    """A PDF without any text."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return saved(writer)


def test_a_pdf_with_text_is_read_like_its_text() -> None:
    found = read(pdf.text_of(written(ENGLISH)), own="BE")
    assert found.state is not None
    assert (found.state.value, found.reference and found.reference.value) == ("KZ", "4-12/19-77")
    assert ("Anna Example", "1980-05-01") in [(p.called, p.born) for p in found.persons]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (blank(1), "scan"), (blank(61), "pages"), (blank(1, "secret"), "encrypted"),
        (_HEAD + b"nothing of the kind", "broken"), (b"\x89PNG\r\n\x1a\n\x00", "kind"),
        (b"\xff\xfe\x00x", "kind"), (b"a" * (pdf.BYTES + 1), "size"),
    ],
    ids=["scan", "pages", "encrypted", "broken", "picture", "bytes", "size"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(content: bytes, problem: str) -> None:
    with pytest.raises(pdf.Unreadable) as refused:
        pdf.text_of(content)
    assert refused.value.problem == problem
    assert str(pdf.PROBLEMS[problem])


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", -1.99)
    with pytest.raises(pdf.Unreadable) as refused:
        pdf.text_of(blank(3))
    assert refused.value.problem == "slow"
