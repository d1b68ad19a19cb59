from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from tests.house.plan import ROOT


def test_every_import_contract_holds(capsys):
    outcome = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert outcome == EXIT_STATUS_SUCCESS, capsys.readouterr().out
