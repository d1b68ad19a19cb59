import ast
import re
from itertools import chain

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.library import import_library
from tests.house.plan import SOURCES, name_of, tracked

TEMPLATES = [path for path in tracked("src/**/templates/**") if path.suffix in {".html", ".txt"}]
INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a style sheet in the page": re.compile(r"<style", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a handler attribute": re.compile(r"\s(?:on[a-z]+|hx-on[\w:.-]*)\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']javascript:", re.IGNORECASE),
}
QUOTED = re.compile(r"""["']([\w./-]+\.(?:html|txt))["']""")
LOAD = re.compile(r"{%\s*load\s+(.+?)\s*%}")
STATIC = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")
TAG = re.compile(r"{%\s*(\w+)")
FILTER = re.compile(r"\|\s*(\w+)")
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


def mentioned():
    """Names of templates that a template or a string in Python mentions."""
    for path in TEMPLATES:
        yield from QUOTED.findall(path.read_text("utf-8"))
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@every_template
def test_nothing_runs_inside_the_page(path):
    text = path.read_text("utf-8")

    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


def test_every_template_is_used():
    used, by_django = set(mentioned()), {"400.html", "403.html", "404.html", "500.html"}
    names = {path: path.as_posix().rpartition("/templates/")[2] for path in TEMPLATES}

    assert [name for name in names.values() if name not in used | by_django] == []


@every_template
def test_every_loaded_library_is_used(path):
    text = path.read_text("utf-8")
    known = engines["django"].engine
    words = {*TAG.findall(text), *FILTER.findall(text)}
    unused = []
    for loaded in LOAD.findall(text):
        names, _, library = loaded.partition(" from ")
        if library:
            unused += [name for name in names.split() if name not in words]
            continue
        for name in names.split():
            module = known.libraries[name]
            found = import_library(module)
            if module in known.builtins or not words & {*found.tags, *found.filters}:
                unused.append(name)

    assert unused == []


def test_every_static_name_is_a_file():
    names = chain.from_iterable(STATIC.findall(path.read_text("utf-8")) for path in TEMPLATES)

    assert sorted({name for name in names if not finders.find(name)}) == []
