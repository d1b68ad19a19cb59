import subprocess
import sys

import pytest
from django.urls import reverse
from tests.desks import cases

from egret.rooms.trail import actions, queries

pytestmark = pytest.mark.django_db


def test_the_downloads_prove_an_export(client, tmp_path):
    cases.enterprise(1)
    kept = actions.make_checkpoint(at=cases.EARLY)
    verifier, checkpoint, export = (tmp_path / name for name in ("standalone.py", "kept.txt", "trail.jsonl"))
    verifier.write_bytes(client.get(reverse("public:verifier")).content)
    checkpoint.write_bytes(client.get(reverse("public:checkpoint", args=[kept.size])).content)
    export.write_bytes(b"".join(queries.export()))

    ran = subprocess.run([sys.executable, verifier, export, checkpoint], check=False)

    assert ran.returncode == 0


def test_checkpoints_are_shown_in_plain_text(client, django_assert_num_queries):
    cases.enterprise(1)
    kept = [actions.make_checkpoint(at=cases.EARLY)]
    cases.enterprise(2)
    kept.append(actions.make_checkpoint(at=cases.EARLY))

    with django_assert_num_queries(1):
        page = client.get(reverse("public:verification")).content.decode()

    assert all(checkpoint.text in page for checkpoint in kept)


def test_a_checkpoint_that_was_never_made_is_not_found(client):
    assert client.get(reverse("public:checkpoint", args=[7])).status_code == 404
