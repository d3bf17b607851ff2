"""Which files does each of the demonstration's employers have to hand?"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from django.core.files.uploadedfile import SimpleUploadedFile

from charter.desk.demo import documents
from charter.desk.demo.documents import Document

ONE_FOR_ALL = "An employer"
# Drawing pictures takes time: every third employer sends them, the others send what comes before them.
WITH_PICTURES, BEFORE_PICTURES = 3, 4


@dataclass
class Shelf:
    """Makes an employer's documents when they are first wanted and keeps them until the world stands.

    ``small`` gives every employer the same few documents and no big one; tests that look at something else
    have no use for the others.
    """

    small: bool = False
    kept: dict[str, list[Document]] = field(default_factory=dict)

    def of(self, employer: str, standard: str) -> list[Document]:
        """The employer's documents; ``standard`` is the title of the one for which they are first wanted."""
        name = ONE_FOR_ALL if self.small else employer
        if name not in self.kept:
            number = len(self.kept)
            most = None if number % WITH_PICTURES == 0 and not self.small else BEFORE_PICTURES
            self.kept[name] = list(islice(documents.documents(name, number + 1, standard), most))
        return self.kept[name]

    def big(self) -> Document:
        """The scanned handbook of 20 MB."""
        return self.of(ONE_FOR_ALL, "Induction")[0] if self.small else documents.big_document()

    def long_named(self) -> Document:
        """The file whose name has accents and 180 characters."""
        return documents.long_named_document()


def upload(document: Document) -> SimpleUploadedFile:
    """The document as a page would hand it to the action."""
    return SimpleUploadedFile(document.name, document.content, document.content_type)
