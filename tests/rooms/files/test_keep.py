import pytest
from tests.rooms.conftest import NOON, PDF

from egret.rooms.files import actions, queries
from egret.rooms.files.checks import SIZE_MAX
from egret.rooms.files.errors import FileRefused

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_byte_by_byte_under_its_hash(owner):
    enterprise, user = owner(1)

    kept = actions.keep("执照.pdf", PDF, of=enterprise.organisation, by=user, at=NOON)

    assert queries.content(kept) == PDF
    assert (kept.media_type, kept.size) == ("application/pdf", len(PDF))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("large.pdf", b"%PDF-" + b"x" * SIZE_MAX),
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n...."),
        ("programme.exe", b"MZ...."),
        ("two.png.pdf", b"\xff\xd8\xff...."),
    ],
)
def test_what_is_too_large_or_disguised_is_refused_and_named(owner, name, content):
    enterprise, user = owner(1)

    with pytest.raises(FileRefused) as refused:
        actions.keep(name, content, of=enterprise.organisation, by=user, at=NOON)

    assert name in refused.value.message
