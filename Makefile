# Charter's commands. `make help` lists them; everything they make lies in this folder.
#   DATA=/path  another place for the data (default .charter), so that two worlds can run side by side
#   PORT=8001   another port for the web pages (default 8000)

SHELL := /bin/sh
PORT ?= 8000
PYTHON := .venv/bin/python
WORKERS ?= 3
# Tests of one file share a worker and what they set up; tests/conftest.py says which begin first.
PYTEST := $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
ifdef DATA
export CHARTER_DATA := $(abspath $(DATA))
endif
export PORT
# Whatever the machine says, compiled modules are kept: tests and the demonstration start dozens of processes.
unexport PYTHONDONTWRITEBYTECODE
DATA_FOLDER = $(or $(CHARTER_DATA),$(CURDIR)/.charter)

# Finds a Python that is new enough, and lets it do the rest; $(1) is what the set-up is for.
define set_up
@for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	if command -v $$name >/dev/null 2>&1 \
	&& $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		exec $$name charter/bootstrap.py setup $(1); \
	fi; \
done; \
echo "Charter needs Python 3.11 or newer, and this machine has $$(python3 --version 2>&1 || echo none). Install one, then run this again." >&2; \
exit 1
endef

.PHONY: help setup demo stop test fast browser check bench drills pages lock clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\): ##/\1:/p' $(MAKEFILE_LIST) | while IFS=: read -r name words; do \
		printf '  make %-8s%s\n' "$$name" "$$words"; done
	@echo "  DATA=/path and PORT=8001 choose another place for the data and another port."

setup: ## Make .venv, secrets and the front end; see that Pango, fonts and a Chromium are there
	$(call set_up,)

demo: ## Run the demonstration: builds its world the first time, Ctrl-C stops it
	$(call set_up,demo)
	@exec $(PYTHON) manage.py demo --port $(PORT)

stop: ## Stop a running demonstration and its database and broker
	@python3 -m charter.kit.supervisor "$(DATA_FOLDER)/demo.lock"
	@python3 -m charter.kit.embedded stop

test: ## All tests of README and CI: the fast suite and the browser suite
	$(call set_up,tests)
	@$(PYTEST) -m "not drill"

fast: ## The tests without a browser, under two minutes
	$(call set_up,demo)
	@$(PYTEST) -m "not browser and not drill"

browser: ## The tests that drive a Chromium
	$(call set_up,tests)
	@$(PYTEST) -m "browser and not drill"

check: ## Lint, format, types, and no migration missing
	$(call set_up,demo)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	@eval "$$($(PYTHON) -m charter.kit.embedded urls)" && $(PYTHON) -m mypy .
	$(PYTHON) manage.py makemigrations --check --dry-run

bench: ## Measure against the floors of docs/performance; QUICK=1 takes five minutes, WALLS=1 measures what the walls cost
	$(call set_up,demo)
	@QUICK=$(QUICK) WALLS=$(WALLS) $(PYTHON) -m tests.bench

drills: ## Kill things on purpose, at CI size
	$(call set_up,tests)
	@$(PYTHON) -m pytest -m drill

pages: ## Every page state at every width
	$(call set_up,tests)
	@PAGES=all $(PYTHON) -m pytest -m "browser and not drill" tests/pages

lock: ## Pin requirements/*.txt anew from pyproject.toml, and package-lock.json from package.json
	$(call set_up,demo)
	@python3 -m venv build/locker && build/locker/bin/pip install --quiet uv
	@build/locker/bin/uv pip compile pyproject.toml --output-file requirements/app.txt $(UV_FLAGS)
	@build/locker/bin/uv pip compile pyproject.toml --all-extras --constraint requirements/app.txt \
		--output-file requirements/dev.txt $(UV_FLAGS)
	@$(PYTHON) -P charter/frontend.py lock

UV_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

clean: stop ## Remove everything that was made, except the data
	rm -rf .venv node_modules build .charter-test*/ bench/results.json
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -d "$(DATA_FOLDER)" ]; then echo "The data are kept in $(DATA_FOLDER). Remove that folder to start afresh."; fi
