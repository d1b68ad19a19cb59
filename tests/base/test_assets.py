from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.core.management import call_command

from egret.base.assets import FILES


def test_collected_packages_are_hashed_compressed_and_point_to_no_map(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "egret.base.assets.AssetStorage"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    sheets = list((tmp_path / "vendor").glob("tabler.min.*.css"))
    assert len(sheets) == 1
    assert Path(f"{sheets[0]}.gz").exists()
    assert b"sourceMappingURL" not in sheets[0].read_bytes()


def test_only_declared_files_of_a_package_are_served():
    assert all(Path(find(name)).is_file() for name in FILES)
    assert find("vendor/package.json") is None
    assert find("@tabler/core/package.json") is None
