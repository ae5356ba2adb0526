# `make run` and `make test` are the two commands; both set up what they need.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

UV := .tools/bin/uv
TINGTANG := .venv/bin/tingtang
CUSTOMERS ?= 20000
SEED ?= 1
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never
ifdef DATABASE_URL
export DATABASE_URL
endif

.PHONY: help setup assets run lint test test-sqlite test-postgres clean

help: ## What can be asked of make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready assets ## .venv with the tingtang command, front-end assets built

$(UV):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	python3 -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

# Compiled here, once: where Python is told to write no bytecode each start would compile hundreds of modules again.
.venv/.ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode
	.venv/bin/python -m compileall -q tingtang
	@touch $@

# The style sheet keeps what pages and code name: they are sources of it too.
ASSET_SOURCES := assets/build.mjs assets/icons.json $(shell find assets/src assets/public -type f) \
	$(shell find tingtang -path '*/jinja2/*.html' -o -name '*.py' -not -path '*/tests/*' -not -path '*/migrations/*')

assets: tingtang/static/dist/manifest.json ## The front end, built again when its sources changed

assets/node_modules/.ready: assets/package.json assets/package-lock.json | .venv/.ready
	$(UV) sync --frozen --quiet --inexact --group assets
	cd assets && PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

tingtang/static/dist/manifest.json: assets/node_modules/.ready $(ASSET_SOURCES)
	$(UV) sync --frozen --quiet --inexact --group assets
	cd assets && PATH="$(CURDIR)/.venv/bin:$$PATH" node build.mjs
	@touch $@

run: setup ## A demo bank with its first nights, served on http://127.0.0.1:8000
	@export TINGTANG_DEMO=1; set -e; \
	$(TINGTANG) migrate --quiet; \
	$(TINGTANG) demo build --customers $(CUSTOMERS) --seed $(SEED); \
	exec $(TINGTANG) serve --port $(PORT)

lint: setup ## Style, direction of imports, types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/lint-imports --no-logo
	.venv/bin/mypy tingtang
	$(TINGTANG) manual check

# Style and types beside the first half, which waits often enough; a mistake of theirs is told at once, and fails the whole.
test: setup ## Everything
	@$(MAKE) --no-print-directory -j2 lint test-sqlite
	@$(MAKE) --no-print-directory test-postgres

# What pytest makes of each file of tests is kept, also where Python is told to write no bytecode: a quarter of a minute
# for each process of each half.
PYTEST_SETTINGS = PYTHONDONTWRITEBYTECODE= TINGTANG_TEST_CLOCK_AHEAD_MINUTES=$$(scripts/daytime)

# One more than there are cores: much of this half waits, for a browser, a server, a lease that runs out.
WORKERS ?= 3

test-sqlite: setup
	scripts/system-packages
	$(PYTEST_SETTINGS) .venv/bin/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-postgres: setup
	scripts/system-packages
	$(PYTEST_SETTINGS) .venv/bin/python -m tests.postgres .venv/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not own_database and not once and not sqlite"

clean: ## Remove what make built; keeps var/
	rm -rf .venv .tools node_modules assets/node_modules tingtang/static/dist
