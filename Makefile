SHELL := /bin/sh
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
KEY := $(shell cat pyproject.toml constraints.txt | sha256sum | cut -c1-16)
RUNTIME := $(VENV)/.runtime-$(KEY)
DEV := $(VENV)/.dev-$(KEY)
BENCH := $(VENV)/.bench-$(KEY)
SPARK := $(VENV)/.spark-$(KEY)
# Measuring coverage more than doubles the time: long tests and those that draw examples go without.
PYTEST = -n 2 --hypothesis-profile=ci
PIP_INSTALL = sh tools/pip_install.sh $(BIN)/python

.PHONY: help demo test format format-check lint types imports unit rules-check wheel-check docs bench spark clean

help:
	@echo 'make demo     set up and decide the example cases'
	@echo 'make test     set up and run every check'
	@echo 'make format   rewrite the sources in the one format'
	@echo 'make docs     write the generated pages of docs again'
	@echo 'make bench    set up and compare speed with other engines'
	@echo 'make spark    set up Spark, for the test that uses it'
	@echo 'make clean    remove environments and caches'

$(RUNTIME):
	sh tools/make_venv.sh $(VENV)
	$(PIP_INSTALL) -e .
	touch $@

$(DEV): $(RUNTIME)
	$(PIP_INSTALL) -e '.[dev]'
	touch $@

$(BENCH): $(DEV)
	$(PIP_INSTALL) -e '.[dev,bench]'
	touch $@

$(SPARK): $(DEV)
	$(PIP_INSTALL) -e '.[dev,spark]'
	touch $@

demo: $(RUNTIME)
	$(BIN)/amp-rules decide examples/*.json

test: format-check lint types imports unit rules-check wheel-check

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

format-check: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV)
	$(BIN)/ruff check .

types: $(DEV)
	$(BIN)/mypy src tests tools

imports: $(DEV)
	$(BIN)/lint-imports --no-logo

unit: $(DEV)
	$(BIN)/python -m pytest $(PYTEST) -m 'not hypothesis and not slow' --cov --cov-report=term
	$(BIN)/python -m pytest $(PYTEST) -m 'hypothesis or slow'

rules-check: $(DEV)
	$(BIN)/amp-rules check
	$(BIN)/amp-rules test

wheel-check: $(DEV)
	$(BIN)/python tools/check_wheel.py --venv .venv-wheel --key $(KEY)

docs: $(DEV)
	$(BIN)/python tools/generate_docs.py
	$(BIN)/python tools/refresh_snippets.py

bench: $(BENCH)
	$(BIN)/python -m bench
	$(BIN)/python -m bench.many

spark: $(SPARK)

clean:
	rm -rf .venv .venv-wheel build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
