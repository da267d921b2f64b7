# Two commands do all the set-up: `make demo` and `make test`. Everything lands in .venv; nothing else is touched.

PYTHON ?= python3
BIN := .venv/bin
PLUGINS := ./plugins/ads ./plugins/entities ./plugins/figures
MANIFESTS := pyproject.toml constraints.txt plugins/ads/pyproject.toml plugins/entities/pyproject.toml plugins/figures/pyproject.toml
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format bench clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 16

demo: .venv/ready  ## drop the sample documents into inbox/ and enrich them
	@$(BIN)/python tools/demo.py

run: .venv/ready  ## watch inbox/ until Ctrl-C
	@$(BIN)/copydesk run

test: .venv/ready-to-test  ## lint, types, and every test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/pytest

lint: .venv/ready-to-test  ## lint and types alone
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: .venv/ready-to-test  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

bench: .venv/ready-to-bench  ## measure ourselves beside peers
	@$(BIN)/python -m benchmarks

clean:  ## remove what make has made, but no document
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@echo "Making .venv ..."
	@sh tools/make_venv.sh $(PYTHON)

.venv/ready: .venv/bin/python $(MANIFESTS)
	@echo "Installing what it builds with ..."
	@$(PIP) hatchling editables
	@echo "Installing Copydesk and its three plugins ..."
	@$(PIP) --no-build-isolation --editable . $(PLUGINS:%=--editable %)
	@touch $@

.venv/ready-to-test: .venv/ready
	@echo "Installing the test tools ..."
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

.venv/ready-to-bench: .venv/ready-to-test
	@echo "Installing the peers ..."
	@$(PIP) --no-build-isolation --editable '.[bench]'
	@touch $@
