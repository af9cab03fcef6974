# Everything from an empty machine: `make run`, `make test`, `make check`, `make bench`. No sudo, no questions.

SHELL := /bin/bash
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
FLASK := $(BIN)/flask --app app

# The newest Python that will do; with uv there need not be any.
PYTHON ?= $(shell for one in python3.13 python3.12 python3.11 python3; do \
	$$one -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)

export UV_COMPILE_BYTECODE := 1
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench messages requirements clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 20

run: .venv/run-stamp ## the sample town at http://127.0.0.1:8000 (PORT=… HOST=…)
	@HOST=$(HOST) PORT=$(PORT) .ci/serve

test: .venv/dev-stamp .venv/browser-stamp ## every test
	@$(BIN)/pytest -n auto --dist worksteal

check: .venv/dev-stamp ## formatting, types, imports, templates, dead code
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/vulture

bench: .venv/dev-stamp .venv/browser-stamp ## the measurements of benchmarks/, short, against those that are recorded
	@$(BIN)/python -m benchmarks --short

messages: .venv/dev-stamp ## sentences of code and templates into the catalogues, and compile those
	@$(BIN)/python -m translations.refresh

requirements: ## pin anew what pyproject.toml asks for (needs uv)
	uv pip compile -q --universal --python-version 3.11 pyproject.toml -o requirements.txt --no-annotate --no-header
	uv pip compile -q --universal --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.txt --no-annotate --no-header

clean: ## everything that can be made again; the town's data in instance/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results static/vendor
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@.ci/venv "$(PYTHON)"

.venv/run-stamp: requirements.txt | .venv/bin/python
	@.ci/install requirements.txt
	@$(BIN)/python -m compileall -q app.py config.py commands.py blueprints domain forms
	@-$(FLASK) assets
	@touch $@

.venv/dev-stamp: requirements-dev.txt | .venv/bin/python
	@.ci/install requirements-dev.txt
	@touch $@

.venv/browser-stamp: .ci/browser | .venv/dev-stamp
	@.ci/browser && touch $@ || test -z "$$E2E_REQUIRED"
