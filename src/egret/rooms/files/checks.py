from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _

from .errors import FileRefused

SIZE_MAX = 5 * 1024 * 1024
_KINDS = {
    "application/pdf": (b"%PDF-", {".pdf"}),
    "image/png": (b"\x89PNG\r\n\x1a\n", {".png"}),
    "image/jpeg": (b"\xff\xd8\xff", {".jpg", ".jpeg"}),
}


def media_type_of(name: str, content: bytes) -> str:
    """What the bytes are, when that is welcome and what the name says."""
    if not content:
        raise FileRefused(_("%(name)s is empty. Choose the file again.") % {"name": name})
    if len(content) > SIZE_MAX:
        raise FileRefused(
            _("%(name)s is larger than 5 MB. Make it smaller, for instance by scanning at 200 dpi.")
            % {"name": name}
        )
    ending = PurePath(name).suffix.lower()
    for media_type, (mark, endings) in _KINDS.items():
        if content.startswith(mark):
            if ending in endings:
                return media_type
            raise FileRefused(
                _("%(name)s is not what its name says. Save it anew as PDF, PNG or JPEG.") % {"name": name}
            )
    raise FileRefused(
        _("%(name)s is neither PDF nor PNG nor JPEG. Save it as one of these.") % {"name": name}
    )
