"""Files that are sent with a form: kept in memory, bounded, and never on a disk.

What was taken at a place is sealed as soon as it is in, and must not lie about in a folder for
temporary files before. Of what is longer than it may be nothing is kept but how long it is.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from safeconduct.gate.limits import MOST


class Bounded(FileUploadHandler):
    """Keeps the files of one request, `MOST` bytes of all together."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """As its base."""
        super().__init__(*given, **named)
        self._all = 0

    def new_file(self, *given: Any, **named: Any) -> None:
        """A file begins."""
        super().new_file(*given, **named)
        self._file: BytesIO | None = BytesIO()
        self._kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's name
        """A part of it."""
        if self._file is None:
            return
        if self._all + len(raw_data) > MOST:
            self._file, self._all = None, self._all - self._kept
            return
        self._file.write(raw_data)
        self._kept, self._all = self._kept + len(raw_data), self._all + len(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """It ends. `size` is how long it was, also where nothing of it is kept."""
        file = self._file or BytesIO()
        file.seek(0)
        return InMemoryUploadedFile(
            file, self.field_name, self.file_name or "", self.content_type or "", file_size,
            self.charset, self.content_type_extra,
        )  # fmt: skip
