"""The repository names no package registry and no builder's machine."""

import re

from tests.house.plan import name_of, tracked

HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("npmmirror", "com"),
        ("mirrors", "aliyun", "com"),
        ("pypi", "tuna"),
    )
]
# `/home/` alone may be a page of ours; a folder under it is somebody's machine.
MACHINE = re.compile(r"(?<![\w.}/:-])/(?:work|root|home|Users)/[\w.-]+")
WORDS = re.compile("|".join(map(re.escape, HOSTS)))


def test_no_file_names_a_registry_or_a_machine():
    found = [
        f"{name_of(path)}: {hit.group()}"
        for path in tracked()
        if b"\0" not in (content := path.read_bytes())
        for pattern in (WORDS, MACHINE)
        if (hit := pattern.search(content.decode("utf-8")))
    ]

    assert found == []
