# Two commands on a bare machine: `make run` answers the default question, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)
SCENARIO ?= asia
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types imports doctest docs bench data attribution answer lock clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: $(READY)  ## Create .venv from requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("counterpoise needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
ifdef UV
	$(UV) venv -q --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

run: $(READY)  ## Answer the default question (SCENARIO=asia, ARGS="--members 500")
	@$(BIN)/counterpoise run $(SCENARIO) $(ARGS)

test: $(READY)  ## Run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

check: lint types imports test doctest docs  ## Everything that CI checks

lint: $(READY)  ## Style and formatting
	$(BIN)/ruff check src tests benchmarks examples
	$(BIN)/ruff format --check src tests benchmarks examples

types: $(READY)  ## Strict static types
	$(BIN)/mypy

imports: $(READY)  ## A module may import only what stands above it
	$(BIN)/lint-imports

doctest: $(READY)  ## Run the examples in the docstrings
	$(BIN)/python -m pytest -q --doctest-modules src/counterpoise -p no:cacheprovider -n auto

docs: $(READY)  ## Build the documentation, warnings are errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: $(READY)  ## One table of how fast the engine is, and the panel builder against pandas
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.panels

data: $(READY)  ## Compile the bundled panel from COUNTERPOISE_SOURCES
	$(BIN)/counterpoise data build --sources "$(COUNTERPOISE_SOURCES)"

attribution: $(READY)  ## Renew the attribution that ships: after a change of the model, its numbers or the panel
	rm -rf build/attribution  # parts of an earlier model are refused
	$(BIN)/counterpoise attribute asia --quiet --out build/attribution
	cp build/attribution/attribution.json src/counterpoise/library/attribution/asia-latest.json

answer: $(READY)  ## Renew the answer that ships: after any change of what decides it
	$(BIN)/counterpoise run asia --quiet --without-report --out build/answer --ship src/counterpoise/library/answers/asia-latest.bin

lock:  ## Renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --upgrade -o requirements.lock

clean:  ## Remove everything that was built
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
