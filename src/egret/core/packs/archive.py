"""A release as one file that anybody can open: the same pack is the same bytes on every machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# Zip knows no time zone and no year before 1980: the earliest moment, for every file.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def archive(files: Mapping[str, str]) -> bytes:
    """Stored, not compressed: compressors differ between versions, these bytes don't."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            whole.writestr(entry, files[name].encode())
    return out.getvalue()
