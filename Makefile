# Two commands matter: `make serve` and `make test`. Both prepare .venv by themselves.

PYTHON ?= python3
VENV := .venv
BESIDE := $(MAKE)
ATTACK ?= 30
EQUAL ?= 600
EVERY ?= 1
FROM ?= 0
ROUNDS ?= 1000
WORKERS ?= 3
WORLDS ?= 500
READY := $(VENV)/.ready
report = $(if $(REPORTS),--junit-xml=$(REPORTS)/$(1).xml)
PACKAGES := schema resolvers permissions models server migrations
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup web serve cluster fanout sizing test test-others test-long attack audit races mutants plugs faults soak equal apart golden bench lock lint schema permissions migration

help: ## Say what can be made.
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY) ## Prepare .venv with the locked dependencies.

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "clientgraph needs Python 3.11 or newer; try make PYTHON=python3.12 setup")'
	@echo "Preparing $(VENV): this downloads about 255 MB and takes a minute or two."
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install -qq --require-hashes --no-deps --no-compile --requirement requirements.lock
	@$(VENV)/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@$(VENV)/bin/python -m compileall -qq -j 0 $(VENV)/lib || true
	@$(VENV)/bin/python -m compileall -q -j 0 $(PACKAGES)
	@touch $(READY)

WEB := web/dist/documents.json
WEB_PARTS := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -path 'web/src/made/*')

web: $(WEB) ## Build the pages into web/dist.

$(WEB): $(WEB_PARTS) schema.graphql | $(READY)
	@echo "Building the pages."
	@web/build.sh "$(CURDIR)/$(VENV)/bin/python"
	@touch $@

serve: $(READY) $(WEB) ## Serve the platform with a demo business in it, on 127.0.0.1:8000.
	@exec $(VENV)/bin/python -m server.cli serve --demo

cluster: $(READY) $(WEB) ## Serve by three replicas on PostgreSQL with a standby, Valkey and a balancer, with the demo business.
	@exec $(VENV)/bin/python -m server.cli cluster

ifdef TESTS
test: $(READY) $(WEB) ## Run every test, or some: make test TESTS=tests/graph/test_invoice.py ARGS="-x"
	@$(VENV)/bin/python -m pytest $(TESTS) $(ARGS)
else
test: $(READY)
	@others=$$(mktemp); \
	nice -n 15 $(BESIDE) --no-print-directory test-others > $$others 2>&1 & beside=$$!; \
	trap 'kill $$beside' INT TERM; \
	$(VENV)/bin/python -m pytest tests/acceptance $(call report,acceptance) $(ARGS); first=$$?; \
	wait $$beside; second=$$?; \
	cat $$others; rm $$others; exit $$((first | second))
endif

test-others: $(READY) $(WEB)
	@$(VENV)/bin/python -m pytest -n $(WORKERS) --ignore=tests/acceptance $(call report,others) $(ARGS)

test-long: $(READY) ## Prove the scope at length, and kill at length, many hours: make test-long WORLDS=500 PAIRS=200000 KILLS=500
	@CLIENTGRAPH_WORLDS=$(WORLDS) $(VENV)/bin/python -m pytest tests/walls tests/compiled/test_matrix.py \
		tests/graph/test_foreign_ids.py $(ARGS)
	@CLIENTGRAPH_PAIRS=$(or $(PAIRS),200000) CLIENTGRAPH_PAIRS_FROM=$(FROM) $(VENV)/bin/python -m pytest tests/apart $(ARGS)
	@CLIENTGRAPH_BACKUPS=20 $(VENV)/bin/python -m pytest tests/graph/test_backup.py tests/platform/test_revisions.py $(ARGS)
	@CLIENTGRAPH_FAULTS=1 CLIENTGRAPH_KILLS=$(or $(KILLS),500) $(VENV)/bin/python -m pytest -q -s tests/faults $(ARGS)

attack: $(READY) ## Send hostile documents to a served instance and measure what they cost, some minutes: make attack ATTACK=30
	@CLIENTGRAPH_ATTACK=$(ATTACK) $(VENV)/bin/python -m pytest -q -s tests/attack $(ARGS)

AUDIT := tests/audit

audit: $(READY) $(AUDIT)/node_modules/.ready ## Have the suites of others judge a served instance.
	@CLIENTGRAPH_AUDIT=1 $(VENV)/bin/python -m pytest -q -s $(AUDIT) $(ARGS)

$(AUDIT)/node_modules/.ready: $(AUDIT)/package.json $(AUDIT)/package-lock.json | $(READY)
	@web/npm.sh $(CURDIR)/$(VENV)/bin/python ci --prefix $(AUDIT) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

races: $(READY) ## Run every race round after round, then look into the books; an hour: make races ROUNDS=1000
	@CLIENTGRAPH_RACES=$(ROUNDS) $(VENV)/bin/python -m pytest tests/graph/test_race_rounds.py \
		tests/graph/test_interleavings.py $(ARGS)

mutants: $(READY) ## Make small mistakes in the permissions, and look whether each is noticed, an hour: make mutants EVERY=1
	@CLIENTGRAPH_MUTANTS=$(EVERY) $(VENV)/bin/python -m pytest tests/walls/test_mutants.py $(ARGS)

plugs: $(READY) ## Pull plugs of a cluster while people write and watch, some minutes.
	@CLIENTGRAPH_PLUGS=1 $(VENV)/bin/python -m pytest -q -s tests/plugs $(ARGS)

faults: $(READY) ## Break what the platform stands on, one thing after the other, with figures, some minutes: make faults KILLS=500
	@CLIENTGRAPH_FAULTS=1 CLIENTGRAPH_KILLS=$(or $(KILLS),20) $(VENV)/bin/python -m pytest -q -s tests/faults $(ARGS)

soak: $(READY) ## Work for an hour without growing, and follow a log of tens of thousands of entries: make soak MINUTES=60
	@CLIENTGRAPH_SOAK_MINUTES=$(or $(MINUTES),60) $(VENV)/bin/python -m pytest -q -s tests/faults/test_soak.py $(ARGS)
	@CLIENTGRAPH_SOAK=600 $(VENV)/bin/python -m pytest tests/graph/test_log.py $(ARGS)

PEERS := benchmarks/peers

bench: $(READY) $(PEERS)/node_modules/.ready ## Measure the graph beside others: make bench ARGS="--quick".
	@$(VENV)/bin/python -m benchmarks.run $(ARGS)

$(PEERS)/node_modules/.ready: $(PEERS)/package.json $(PEERS)/package-lock.json | $(READY)
	@echo "Preparing the servers to compare with: about 150 MB to download."
	@$(VENV)/bin/python -m pip install -qq --no-build-isolation --editable '.[bench]'
	@web/npm.sh $(CURDIR)/$(VENV)/bin/python ci --prefix $(PEERS) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

sizing: $(READY) ## Measure what a portal that opens, a payment and a row cost, some two minutes.
	@$(VENV)/bin/python -m benchmarks.sizing $(ARGS)

fanout: $(READY) ## Measure how many can watch at once, beside bare sockets, some two minutes: make fanout ARGS="--watchers 5000"
	@$(VENV)/bin/python -m benchmarks.fanout.run $(ARGS)

equal: $(READY) ## Ask interpreter and compiler thousands of random queries for ten minutes: make equal EQUAL=600.
	@CLIENTGRAPH_EQUAL=$(EQUAL) $(VENV)/bin/python -m pytest tests/compiled $(ARGS)

apart: $(READY) ## Ask pairs of worlds that one viewer cannot tell apart, and find planted leaks: make apart PAIRS=3000 FROM=0
	@CLIENTGRAPH_PAIRS=$(or $(PAIRS),3000) CLIENTGRAPH_PAIRS_FROM=$(FROM) $(VENV)/bin/python -m pytest tests/apart $(ARGS)

golden: $(READY) ## Write the SQL of tests/compiled/golden anew; read the difference before it is committed.
	@CLIENTGRAPH_GOLDEN=rewrite $(VENV)/bin/python -m pytest -q tests/compiled/test_golden.py $(ARGS)

lint: $(READY) ## Check the style of the code.
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

schema: $(READY) ## Print the graph into schema.graphql.
	@$(VENV)/bin/python -m server.cli schema > schema.graphql.new && mv schema.graphql.new schema.graphql

permissions: $(READY) ## Print who reads which field into docs/permissions.txt.
	@$(VENV)/bin/python -m server.cli permissions > docs/permissions.new && mv docs/permissions.new docs/permissions.txt

migration: $(READY) ## Write the revision that leads to the models: make migration MESSAGE="Add sites".
	@$(VENV)/bin/python -m server.cli migrate --revise "$(MESSAGE)"
	@$(VENV)/bin/ruff check --quiet --fix migrations && $(VENV)/bin/ruff format --quiet migrations

lock: ## Pin the newest dependencies pyproject.toml allows, with their hashes; and those of them a container needs.
	@$(VENV)/bin/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements.lock
	@$(VENV)/bin/uv pip compile pyproject.toml --extra arrow --extra otel --constraint requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
		--output-file requirements.serve.lock
