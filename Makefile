# Two commands do all the setting up, on a machine with Python 3.11 or newer and make:
#   make demo    build the graph of the sample articles into demo/ and show its page
#   make test    run the whole test suite
# Beside them: make check (lint and types), make accuracy (figures and floors), make docs (rewrite generated pages).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS ?= dev
PYTEST_ARGS ?=
# prebuilt wheels only: nothing is compiled on a user's machine
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --timeout 60 --retries 2
WHEELS ?= --only-binary :all:
# the first Python that is new enough; PYTHON=/path/to/python3.12 chooses another
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help demo test check format accuracy docs browser clean

help:
	@sed -n '1,4s/^# \{0,1\}//p' Makefile

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "make: Python 3.11 or newer is needed; none was found (PYTHON=... names one)" >&2; exit 1; fi
	@"$(PYTHON)" -m venv "$(VENV)" || { rm -rf "$(VENV)"; \
		echo "make: this Python cannot make environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: $(BIN)/python pyproject.toml
	@echo "installing backchannel into $(VENV)"
	@$(PIP) install --quiet $(WHEELS) "setuptools>=77"
	@$(PIP) install --quiet $(WHEELS) --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-%: $(BIN)/python pyproject.toml
	@echo "installing backchannel[$*] into $(VENV)"
	@$(PIP) install --quiet $(WHEELS) "setuptools>=77"
	@$(PIP) install --quiet $(WHEELS) --no-build-isolation --editable ".[$*]"
	@touch $@ $(VENV)/installed

demo: $(VENV)/installed
	@$(BIN)/backchannel build --demo -o demo
	@$(BIN)/python .ci/open_page.py demo/network.html

test: $(VENV)/installed-$(EXTRAS) browser
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/installed-$(EXTRAS)
	@held=0; $(BIN)/ruff check . || held=1; $(BIN)/python .ci/check_types.py || held=1; exit $$held

format: $(VENV)/installed-$(EXTRAS)
	@$(BIN)/ruff format .

accuracy: $(VENV)/installed
	@$(BIN)/python benchmarks/accuracy.py

docs: $(VENV)/installed-$(EXTRAS)
	@$(BIN)/python docs/write_pages.py
	@$(BIN)/python docs/write_outputs.py

# tests that need a browser skip themselves, saying so, where there is none
browser:
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing headless Chromium"; \
		{ timeout 300 apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=30 update && DEBIAN_FRONTEND=noninteractive \
		  timeout 900 apt-get -qq -y --no-install-recommends -o Acquire::http::Timeout=30 install chromium chromium-driver >/dev/null; } \
		|| echo "make: Chromium could not be installed; the tests of the page in a browser will be skipped" >&2; \
	else echo "make: for the tests of the page in a browser install Chromium and its driver (Debian: apt-get install chromium chromium-driver)" >&2; fi

clean:
	rm -rf demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
