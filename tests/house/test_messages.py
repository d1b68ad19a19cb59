"""Chinese is complete: `make messages` brings new words in, a person translates them."""

import re
from collections import Counter

import pytest
from babel.messages.pofile import read_po

from egret.base import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*[^{}]*\}")


@pytest.fixture(scope="module")
def said():
    return {(message.context, message.id) for message in messages.extracted() if message.id}


@pytest.fixture(scope="module")
def chinese():
    with messages.CHINESE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def translated(catalog):
    return [message for message in catalog if message.id]


def strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_every_word_on_screen_is_in_the_catalogue(said, chinese):
    assert sorted(map(str, said - {(message.context, message.id) for message in translated(chinese)})) == []


def test_the_catalogue_holds_no_word_that_nobody_says(said, chinese):
    assert [message.id for message in translated(chinese) if (message.context, message.id) not in said] == []
    assert [message.id for message in chinese.obsolete.values()] == []


def test_every_word_is_translated(chinese):
    assert [message.id for message in translated(chinese) if message.fuzzy or not all(strings(message))] == []


def test_translations_keep_the_placeholders(chinese):
    def wanted(message):
        return Counter(PLACEHOLDER.findall(message.id[-1] if message.pluralizable else message.id))

    wrong = [
        message.id
        for message in translated(chinese)
        if any(Counter(PLACEHOLDER.findall(string)) != wanted(message) for string in strings(message))
    ]

    assert wrong == []


def test_merging_keeps_translations_and_drops_the_unsaid(tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text(
        "{% translate 'Paid' %}{% blocktranslate %}{{ count }} due{% endblocktranslate %}", "utf-8"
    )
    catalogue = tmp_path / "django.po"
    catalogue.write_text('msgid "Paid"\nmsgstr "已拨付"\n\nmsgid "Gone"\nmsgstr "无"\n', "utf-8")

    messages.merge(catalogue, tmp_path)

    merged = {message.id: message.string for message in translated(messages.read(catalogue))}
    assert merged == {"Paid": "已拨付", "%(count)s due": ""}
