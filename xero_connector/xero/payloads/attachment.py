# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files of documents: what they are called in Xero, and what Xero takes.

Raw bytes go to ``<Endpoint>/<id>/Attachments/<FileName>``; a file of the same name is
overwritten, and the API removes none.
"""

import mimetypes
import os
import re
from typing import Final
from urllib.parse import quote

#: Xero's pages say 10 MB and 25 MB: the smaller one binds us
BYTES_LIMIT: Final = 10_000_000
#: files on one document
MOST: Final = 10
#: what Xero's files may be
TYPES: Final = frozenset(
    ".7z .bmp .csv .doc .docx .eml .gif .jpeg .jpg .key .msg .numbers .odf .ods .odt"
    " .pages .pdf .png .ppt .pptx .rar .rtf .tif .tiff .txt .xls .xlsx .zip".split()
)
NAME_LIMIT: Final = 120

_FORBIDDEN = re.compile(r"[<>:\"/\\|?*+\x00-\x1f\x7f]+")


def name_of(name: str, file_id: int, mimetype: str = "") -> str:
    """How a file is called in Xero.

    With its own id in it, because a file of the same name is overwritten: neither
    another one of the document's files nor one that somebody added in Xero is.

    :param name: as Odoo has it
    :param file_id: id of the ir.attachment
    :param mimetype: gives an ending to a name without one
    """
    clean = " ".join(_FORBIDDEN.sub("-", name).split())
    stem, ending = os.path.splitext(clean)
    if not ending:
        ending = mimetypes.guess_extension(mimetype) or ""
    own = f" (Odoo {file_id}){ending}"
    return (stem[: NAME_LIMIT - len(own)].rstrip(" .") or "File") + own


def type_of(name: str) -> str:
    """The ending of a file's name, in small letters, with its dot."""
    return os.path.splitext(name)[1].lower()


def path_of(owner: str, name: str) -> str:
    """Where a file goes.

    :param owner: e.g. ``Invoices/<InvoiceID>``
    """
    return f"{owner}/Attachments/{quote(name, safe='')}"
