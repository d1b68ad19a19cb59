"""Every address names who may open it: `@needs(…)` or `@public` on the view."""

import pytest
from django.urls import URLPattern, get_resolver

# Other people's views that carry no marker, each with the reason.
STRANGERS = {"django.views.i18n.set_language": "everybody may choose a language"}


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pytest.param(entry.callback, id=f"/{address}")
        else:
            yield from patterns(entry, address)


@pytest.mark.parametrize("view", [*patterns(get_resolver())])
def test_every_view_names_who_may_open_it(view):
    stranger = f"{view.__module__}.{view.__qualname__}" in STRANGERS

    assert hasattr(view, "needs") or stranger
