# Two commands do everything: `make demo` and `make test`. Python 3.11 or newer is the only thing needed beforehand.
PYTHON ?= python3
VENV := .venv
UV := .uv/bin/uv
RUN := $(UV) run --frozen --no-sync
ARGS ?=

.PHONY: help install demo test unit lint audit format generate bench build clean

help: ## List these commands.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Guanxi needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Say make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing uv into .uv"
	@$(PYTHON) -m venv .uv || { echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }
	@.uv/bin/python -m pip install --quiet 'uv>=0.9,<1'

$(VENV)/.installed: $(UV) uv.lock pyproject.toml
	@echo "Installing Guanxi and its dependencies into $(VENV)"
	@$(UV) sync --frozen --python $(PYTHON)
	@touch $@

install: $(VENV)/.installed ## Install everything into .venv.

demo: install ## Start a whole bank and serve it; ARGS=--check tries it and stops.
	@$(RUN) guanxi demo $(ARGS)

test: install ## Run every test, on a real Neo4j that this starts by itself.
	@echo "Running every test; those of tests/integration start a Neo4j (a first run downloads it, about 140 MiB)."
	@$(RUN) pytest $(ARGS)

unit: install ## Run the tests that need no server; seconds.
	@$(RUN) pytest -q -m "not integration" $(ARGS)

lint: install ## Check format, style, types and import rules.
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	$(RUN) lint-imports

audit: install ## Check the pinned packages for known vulnerabilities, and their licences.
	@mkdir -p build
	@$(UV) export --frozen --quiet --no-hashes --no-emit-project --all-groups --output-file build/requirements.txt
	@PATH="$(CURDIR)/.uv/bin:$$PATH" $(RUN) python .ci/audit.py build/requirements.txt

format: install ## Format the code.
	$(RUN) ruff format
	$(RUN) ruff check --fix

generate: install ## Write the generated statements and reference pages anew.
	$(RUN) python -m graph.load_statements
	$(RUN) python -m guanxi.reference

bench: install ## Run the benchmarks of benchmarks/README.md; minutes.
	$(RUN) python -m benchmarks.read_latency $(ARGS)
	$(RUN) python -m benchmarks.entitlement $(ARGS)
	$(RUN) python -m benchmarks.related_parties
	$(RUN) python -m benchmarks.algorithms

build: install ## Build the wheel and the source archive into dist/.
	$(UV) build

clean: ## Delete what was installed or built here.
	rm -rf .venv .uv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
