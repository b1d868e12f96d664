# Needs GNU make (3.81 or newer, so also that of macOS) and Python 3.11 to 3.14.
# Everything else is installed in .venv, at the versions in requirements/*.txt.

PYTHON_IN_VENV := .venv/bin/python
TOURNEE := .venv/bin/tournee

# Extra arguments for pytest, as in: make test ARGS='-k breaks -x'
ARGS ?=
# How long 'make demo' lets the engine search.
STOP ?= 30s
# Arguments of 'make peers' and 'make report', as in: make peers PEERS='--scale 3 --seconds 60'
PEERS ?= --scale 1 --seconds 30 --out out/peers.json
REPORT ?=
# As in: make fuzz FUZZ='--seconds 60'
FUZZ ?= --seconds 600 --least 5000
# Needed by 'make lock' only.
UV ?= uv
# As in: make lock LOCK_ARGS=--upgrade
LOCK_ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev setup-peers demo test test-system test-peers lint format bench gate \
	fuzz load peers report docs lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Create .venv with what planning needs
	@sh scripts/setup.sh runtime

setup-dev: ## Create .venv with what tests and lint need too
	@sh scripts/setup.sh dev

setup-peers: ## Create .venv with the solvers that benchmarks compare with, too
	@sh scripts/setup.sh peers

demo: setup ## Plan tomorrow's standard day in Besançon, in out/ (STOP=30s)
	@mkdir -p out
	$(TOURNEE) generate besancon -o out/problem.json --labels out/labels.csv
	$(TOURNEE) plan out/problem.json --labels out/labels.csv -o out/plan.json \
		--html out/plan.html --stop $(STOP) --seed 1
	$(TOURNEE) check out/problem.json out/plan.json
	@echo
	@echo "The day to plan:       out/problem.json"
	@echo "The plan:              out/plan.json"
	@echo "To read in a browser:  out/plan.html"
	@echo "The command:           .venv/bin/tournee (or: source .venv/bin/activate; tournee --help)"

test: setup-dev ## Run the tests (ARGS='-k breaks -x')
	$(PYTHON_IN_VENV) -m pytest -n auto --dist loadfile --benchmark-disable $(ARGS)

test-system: setup-dev ## Run the tests with Chromium, PostgreSQL, nginx, node or killed servers
	@TOURNEE_CHROMIUM=$$(sh scripts/chromium.sh) && export TOURNEE_CHROMIUM && \
	echo "Chromium: $$TOURNEE_CHROMIUM" && \
	TOURNEE_POSTGRESQL=$$(sh scripts/postgresql.sh) && export TOURNEE_POSTGRESQL && \
	echo "PostgreSQL: $$TOURNEE_POSTGRESQL" && \
	TOURNEE_NGINX=$$(sh scripts/nginx.sh) && export TOURNEE_NGINX && \
	echo "nginx: $$TOURNEE_NGINX" && \
	TOURNEE_NODE_TOOLS=$$(sh scripts/node-tools.sh) && export TOURNEE_NODE_TOOLS && \
	echo "Tools of node: $$TOURNEE_NODE_TOOLS" && \
	$(PYTHON_IN_VENV) -m pytest -m system $(ARGS)

fuzz: setup-dev ## Send strange requests to the service (FUZZ='--seconds 600')
	$(PYTHON_IN_VENV) -m benchmarks.service.fuzz $(FUZZ)

load: setup-dev ## Measure the service under load (about ten minutes)
	$(PYTHON_IN_VENV) -m benchmarks.service.load clients
	$(PYTHON_IN_VENV) -m benchmarks.service.load submits
	$(PYTHON_IN_VENV) -m benchmarks.service.load overhead

test-peers: setup-peers ## Run the tests of the benchmarks against other solvers
	$(PYTHON_IN_VENV) -m pytest -m peers $(ARGS)

lint: setup-dev ## Check style, format and types
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy

format: setup-dev ## Put the code in the format that lint asks for
	$(PYTHON_IN_VENV) -m ruff check --fix-only .
	$(PYTHON_IN_VENV) -m ruff format .

bench: setup-dev ## Run the micro benchmarks
	$(PYTHON_IN_VENV) -m pytest benchmarks/micro --benchmark-only $(ARGS)

gate: setup-dev ## Fail if plans of a fixed set became worse (no clock; about a minute)
	$(PYTHON_IN_VENV) -m benchmarks.gate

peers: setup-peers ## Plan the same days with PyVRP, VROOM and OR-Tools (PEERS='--scale 3')
	$(PYTHON_IN_VENV) -m benchmarks.peers $(PEERS)

report: setup-peers ## Measure what is not measured yet; write benchmarks/results/report.md
	$(PYTHON_IN_VENV) -m benchmarks.report $(REPORT)

docs: setup-dev ## Build the documentation, in out/docs/ (warnings are errors)
	$(PYTHON_IN_VENV) -m sphinx --fail-on-warning --keep-going --quiet docs out/docs
	@echo "To read in a browser:  out/docs/index.html"

lock: ## Refresh requirements/*.txt from pyproject.toml (needs uv; LOCK_ARGS=--upgrade)
	@UV="$(UV)" sh scripts/lock.sh $(LOCK_ARGS)

clean: ## Remove what the targets wrote, but .venv
	rm -rf out build dist docs/reference/generated *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -path ./.venv -prune -o -path ./.git -prune -o \
		-type d -name __pycache__ -exec rm -rf {} +
