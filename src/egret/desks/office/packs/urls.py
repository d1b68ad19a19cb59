from typing import Any

from django.urls import path

from . import drafts, edits, reading, releases, sheet

_CHECK: dict[str, Any] = {"check": True}
_CLAUSE = "drafts/<int:pk>/clauses/<str:stem>/"
_FILE = "drafts/<int:pk>/files/<path:name>/"

urlpatterns = [
    path("", reading.packs, name="packs"),
    path("clauses/<str:stem>/", reading.clause, name="pack-clause"),
    path("drafts/", drafts.drafts, name="pack-drafts"),
    path("drafts/begin/", drafts.begin, name="begin-pack-draft"),
    path("drafts/<int:pk>/", drafts.draft, name="pack-draft"),
    path("drafts/<int:pk>/sign/", drafts.sign, name="sign-pack"),
    path("drafts/<int:pk>/withdraw/", drafts.withdraw, name="withdraw-pack"),
    path("drafts/<int:pk>/catch-up/", drafts.catch_up, name="catch-up-pack"),
    path("drafts/<int:pk>/release/", drafts.release, name="release-pack"),
    path("drafts/<int:pk>/give-back/", drafts.give_back, name="give-pack-back"),
    path(_CLAUSE, edits.clause, name="draft-clause"),
    path(f"{_CLAUSE}params/<int:place>/", edits.param, name="edit-param"),
    path(f"{_CLAUSE}params/<int:place>/check/", edits.param, _CHECK, name="check-param"),
    path(f"{_CLAUSE}steps/<int:place>/", edits.step, name="edit-step"),
    path(f"{_CLAUSE}steps/<int:place>/check/", edits.step, _CHECK, name="check-step"),
    path(f"{_CLAUSE}cases/", sheet.cases, name="edit-cases"),
    path(f"{_CLAUSE}cases/check/", sheet.cases, _CHECK, name="check-cases"),
    path("drafts/<int:pk>/files/", edits.add_file, name="add-file"),
    path(f"{_FILE}check/", edits.file, _CHECK, name="check-file"),
    path(f"{_FILE}remove/", edits.remove_file, name="remove-file"),
    path(_FILE, edits.file, name="edit-file"),
    path("releases/", releases.releases, name="pack-releases"),
    path("releases/<str:sha256>.zip", releases.download, name="pack-archive"),
    path("compare/", releases.comparison, name="compare-packs"),
]
