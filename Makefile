# The commands of a newcomer: `make run` and `make test`. Each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_HTTP_TIMEOUT ?= 180
# Every command starts faster when Python may keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := warehouse ingestion identity forecasting simulation dashboards orchestration
CONFIG ?= entrepot.toml
IN_TIME := not soak and not live
# What `make test` leaves out because it has just run: --ignore FOLDER …
WITHOUT ?=

.PHONY: help install run test test-live check soak bench dashboards dagster docs lock format clean

help: ## show these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(VENV)/.installed: requirements.lock pyproject.toml
	@python=$$(./.ci/find-python) && { test -x $(BIN)/python || "$$python" -m venv $(VENV); }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[0-9.]+' requirements.lock)"
	@echo "installing the locked dependencies into $(VENV) …"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: $(VENV)/.installed ## set up .venv with the locked dependencies, and nothing else

run: $(VENV)/.installed ## build the warehouse and publish a release (writes the demo company if there is no configuration)
	@test -f $(CONFIG) || $(BIN)/entrepot demo --config $(CONFIG)
	@code=0; $(BIN)/entrepot run --config $(CONFIG) || code=$$?; \
	if [ $$code -eq 2 ]; then echo "exit code 2: the release is good, but a source named above is not in it as it should be"; code=0; fi; \
	exit $$code

test: $(VENV)/.installed ## all tests (needs the system packages that the README names)
	@./.ci/find-system-packages
	@said=$$(mktemp); code=0; \
	$(BIN)/python -m pytest -m "$(IN_TIME)" -q tests/integration > $$said 2>&1 & runs=$$!; \
	$(BIN)/python -m pytest -m "$(IN_TIME)" -q --ignore tests/integration $(WITHOUT) || code=$$?; \
	echo "and tests/integration, which ran meanwhile:"; \
	wait $$runs || code=$$?; cat $$said; rm $$said; exit $$code

test-live: $(VENV)/.installed ## a real Vendure server from its npm package, read by its interface (needs node, npm and postgresql)
	@$(BIN)/python -m pytest -m live -q tests/live

check: $(VENV)/.installed ## format, lint, types, SQL lint, import rules, the fast tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 dbt_project docs/questions examples/*/vendors orchestration/bench/vendor | tail -n 30
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -m "$(IN_TIME)" -q -n 2 --dist loadfile tests/unit tests/architecture

soak: $(VENV)/.installed ## the long tests; results go into docs/soak.md by hand, with date and command
	@$(BIN)/python -m pytest -m soak -q

bench: $(VENV)/.installed ## landing and build against bare DuckDB at 1 and 5 million order lines
	@$(BIN)/entrepot bench

dashboards: $(VENV)/.installed ## serve the web pages on 127.0.0.1:8501
	@$(BIN)/entrepot dashboards --config $(CONFIG)

dagster: $(VENV)/.installed ## serve the operators' pages on 127.0.0.1:3000
	@$(BIN)/entrepot dagster --config $(CONFIG)

docs: $(VENV)/.installed ## write the generated pages of docs/reference
	@$(BIN)/python -m orchestration.pages.reference docs/reference
	@$(BIN)/python -m orchestration.pages.faults docs/reference/faults.md

lock: $(VENV)/.installed ## resolve the dependencies anew
	@$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --group dev --no-emit-index-url --no-header --no-annotate --upgrade -o requirements.lock

format: $(VENV)/.installed ## format Python
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

clean: ## remove what can be rebuilt: the work folder and tool caches (landing, ledger and releases stay)
	@rm -rf data/work .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
