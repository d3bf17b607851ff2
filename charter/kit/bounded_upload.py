"""How much of an upload is put on the disk before anybody looks at it?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keeps a file up to the limit and lets the rest pass by, so that nobody can fill the disk.

    The file still tells its true size, so that whoever judges it says how large it was.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what still fits."""
        if start <= settings.UPLOAD_LIMIT_BYTES:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file at its start, with the size of everything that came."""
        done: Any = super().file_complete(file_size)
        done.size = file_size
        return done
