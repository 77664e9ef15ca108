# What people type. `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
export PORT
# What Python compiles when it is first loaded is kept, in our own folders, whatever is set elsewhere: to compile all of
# it at every start takes longer than the rest of the start.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
# What the environment was made from, and where: another lock file or another folder makes it anew.
STAMP := $(shell { pwd; cat requirements.lock pyproject.toml; } | { sha256sum || shasum -a 256; } 2>/dev/null | cut -d' ' -f1)
READY = { [ "$$(cat $(VENV)/stamp 2>/dev/null)" = "$(STAMP)" ] && [ -x $(BIN)/hiringkit ]; }
LOCK := $(if $(shell command -v flock),flock Makefile)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# uv does not read pip's settings: a package index that was set for pip is handed on, and named nowhere else.
INDEX = $$($(BIN)/python -m pip config list | sed -n "s/^[^']*\.index-url='\(.*\)'$$/\1/p" | tail -n 1)

.DEFAULT_GOAL := help
.PHONY: help run test setup lint bench words lock

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 16

run: setup ## set up and serve on http://127.0.0.1:8000 with demo data (PORT=8001 for another port)
	@$(BIN)/python hiringkit/doctor.py --pdf || echo "Until then the pages work, and no PDF can be made."
	@exec $(BIN)/hiringkit serve --demo --port $(PORT)

test: setup ## set up, check the style and run every test (ARGS="-k words" for some)
	@$(BIN)/python hiringkit/doctor.py --tests --install
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: setup ## format, style, types, layers, dead code
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.vulture_names && $(BIN)/vulture
	$(BIN)/mypy --no-error-summary

bench: setup ## measure; prints ratios and writes build/bench.json
	$(BIN)/python -m tests.bench $(ARGS)

words: setup ## read the texts of documents into templates/languages/, for their translators
	@$(BIN)/python -m tests.catalogues

lock: setup ## pin every dependency anew, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --extra dev --generate-hashes --no-header --no-annotate \
		--python-version 3.11 pyproject.toml --output-file requirements.lock

setup: ## make the environment in .venv; nothing to do when it is there
	@$(READY) || $(LOCK) sh -c '$(READY) || exec $(MAKE) --no-print-directory environment'

# The stamp is written last, and a mark stands while the work is under way: what was interrupted is made anew.
.PHONY: environment packages
environment:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not here: hiringkit needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) hiringkit/doctor.py --install
	@$(PYTHON) hiringkit/doctor.py --pdf --install || true
	@[ ! -e $(VENV)/unfinished ] && grep -qsF "$(CURDIR)/$(VENV)" $(BIN)/activate && $(BIN)/python -m pip --version >/dev/null 2>&1 \
		|| { echo "Making $(VENV)."; $(PYTHON) -m venv --clear $(VENV); }
	@rm -f $(VENV)/stamp && touch $(VENV)/unfinished
	@$(MAKE) --no-print-directory packages
	@echo $(STAMP) > $(VENV)/stamp && rm -f $(VENV)/unfinished

packages:
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	@echo "Installing the packages of requirements.lock."
	@{ $(PIP) --only-binary :all: --require-hashes -r $(VENV)/uv.txt \
		&& index=$(INDEX) && env $${index:+UV_DEFAULT_INDEX="$$index"} VIRTUAL_ENV="$(CURDIR)/$(VENV)" \
		$(BIN)/uv pip sync --quiet --only-binary :all: --require-hashes requirements.lock; } \
		|| { echo "uv cannot be used here; pip installs them, which takes longer."; \
		$(PIP) --only-binary :all: --require-hashes -r requirements.lock; }
	@$(PIP) --no-deps --no-build-isolation --editable .
