# Safeconduct. Type `make` to see what can be done here.
#
# Everything is installed into .venv and nowhere else (but for the browser of the tests, see below),
# from lock files that pin every package by version and hash.
#
# Our own program is not installed but linked: a .pth file in .venv names ../src, and a short script
# starts it. An editable install would do the same, but needs a build tool and with it seven more
# packages before anyone can see the demo; the link needs none, and survives a move of the folder.

PYTHON    ?= python3
VENV      := .venv
BIN       := $(VENV)/bin
RUNTIME   := $(VENV)/.runtime-installed
DEV       := $(VENV)/.dev-installed
FOREIGN   := $(VENV)/.foreign-installed
CASE      ?=
ARGS      ?=
FUZZ      ?= 150
RACES     ?= 10
FAULTS    ?= 1
# What has to be there before the tests; empty where no browser is wanted.
BROWSER   ?= browser
UV        := 0.13.9
# -qq: errors only. --no-compile: Python compiles what is used when it is first used.
PIP       := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
INSTALL   := $(PIP) install --no-compile --require-hashes
OFFLINE    = { echo "The packages could not be installed. Is this computer online? The reason is above; nothing outside $(VENV) was changed." >&2; exit 1; }

# Where Python may not keep what it has compiled, each of the many processes of the tests compiles
# everything anew: two of the three seconds that a command takes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: broken help venv demo test both messages screenshots desks faults foreign lint format types imports spelling check prove mutate torture kill nodes bench fuzz races docket inference schemas lock clean browser

help: ## show this list
	@echo "What you can do here (make TARGET):"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'
	@echo "Everything but the browser is installed into $(VENV) and nowhere else."

venv: $(DEV) ## install the program and the tools to work on it

demo: $(RUNTIME) ## play the case of 2019 at a gate on this computer; where nobody can play, replay it (ARGS=--print)
	@$(BIN)/safeconduct demo $(if $(CASE),--print $(CASE)) $(ARGS)

browser: ## install the browser that the tests of pages drive (Debian's chromium), if there is none
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "The tests of pages need Chromium, and this is no Debian or Ubuntu. Install it so that 'chromium' starts it, or leave those tests out: make test BROWSER= ARGS='--ignore tests/desks'" >&2; exit 1; }; \
	  if [ "$$(id -u)" = 0 ]; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; \
	  else echo "The tests of pages need Chromium. Let whoever runs this computer do: apt-get install chromium" >&2; exit 1; fi; \
	  echo "Installing Debian's chromium on this computer, for the tests of pages."; \
	  { $$sudo apt-get install -y -q chromium || { $$sudo apt-get update -q && $$sudo apt-get install -y -q chromium; }; } >/dev/null || { \
	  echo "It could not be installed; the reason is above." >&2; exit 1; }; }

test: $(DEV) $(BROWSER) ## run the tests (for a few of them: make test ARGS="-k hold")
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

desks: $(DEV) browser ## do each desk's task by hand, and look at every page, over whole nodes in a browser
	@SAFECONDUCT_DESKS=1 SAFECONDUCT_PAGES=all $(BIN)/python -m pytest tests/demo tests/desks/test_tasks_browser.py tests/desks/test_nodes_browser.py $(ARGS)

foreign: $(FOREIGN) ## let Go's own implementation check our proofs and signatures, and make some for us
	@$(BIN)/python -m pytest tests/foreign $(ARGS)

lint: $(DEV) ## look for likely mistakes and check the layout of the code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

format: $(DEV) ## lay out the code and mend what can be mended safely
	@$(BIN)/ruff check --fix --show-fixes
	@$(BIN)/ruff format

types: $(DEV) ## check the types
	@$(BIN)/mypy

imports: $(DEV) ## check that imports point downwards only
	@$(BIN)/lint-imports --no-logo

spelling: $(DEV) ## check the spelling
	@$(BIN)/codespell

check: lint types imports spelling ## lint, types, imports and spelling

prove: $(RUNTIME) ## prove what holds in every case, on every day on which the law changed
	@$(BIN)/safeconduct rulebook prove $(ARGS)

mutate: $(DEV) ## put small mistakes into the rulebook and see who notices (ARGS="--sample 300")
	@$(BIN)/python -m tests.mutate $(ARGS)

torture: $(DEV) ## kill writers and servers, fail and fill disks, and see whether the record holds (ARGS="--kills 100 --seed 1")
	@$(BIN)/python -m tests.torture $(ARGS)

kill: $(DEV) ## kill the gate at every moment of every step of a request's way, on both databases
	@SAFECONDUCT_BOTH=1 SAFECONDUCT_KILLS=every $(BIN)/python -m pytest tests/gate/test_killed.py $(ARGS)

nodes: $(DEV) ## play 2019, and a request that comes through, over whole nodes on both databases
	@SAFECONDUCT_NODES="sqlite postgresql" $(BIN)/python -m pytest tests/nodes --ignore tests/nodes/test_faults.py $(ARGS)

faults: $(DEV) ## kill whole nodes at each step, take them away for a day, fill their disk, on both databases
	@SAFECONDUCT_NODES="sqlite postgresql" SAFECONDUCT_FAULTS=$(FAULTS) $(BIN)/python -m pytest tests/nodes/test_faults.py -v $(ARGS)

both: $(DEV) ## run all scenes of gate, nodes and way out on both databases (make test: most on SQLite)
	@SAFECONDUCT_BOTH=1 $(BIN)/python -m pytest -n auto tests/gate tests/nodes tests/release $(ARGS)

bench: $(DEV) ## measure the rules, the record, the gate and names (ARGS="gate --quick" or ARGS="law --runs 5")
	@$(BIN)/python -m bench $(ARGS)

fuzz: $(DEV) ## send the API what fits its document and what does not, for a quarter of an hour (FUZZ=300)
	@SAFECONDUCT_BOTH=1 SAFECONDUCT_FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/gate/test_openapi.py tests/gate/test_hostile.py $(ARGS)

races: $(DEV) ## let fifty threads do whatever comes on a few cases of a gate, round after round (RACES=30)
	@SAFECONDUCT_BOTH=1 SAFECONDUCT_RACES=$(RACES) $(BIN)/python -m pytest -p no:cacheprovider -s -q tests/gate/mixture.py $(ARGS)

docket: $(DEV) ## measure a docket of ordinary requests: that it does not cry wolf (ARGS="--requests 200")
	@$(BIN)/python -m bench.docket $(ARGS)

inference: $(DEV) ## measure what a requester can infer from when it hears what (ARGS="--requests 3000")
	@$(BIN)/python -m bench.inference $(ARGS)

# With LOCK_ARGS=--upgrade every package is raised to its newest release. The lock files name no
# index of packages, so that each user's own settings hold.
schemas: $(DEV) ## write the JSON Schemas in docs/schemas anew from the code
	@$(BIN)/python -c "import json, pathlib; from safeconduct.case import schemas as case; from safeconduct.record import bundle; [pathlib.Path('docs/schemas', n).write_text(json.dumps(s, indent=2, sort_keys=True) + chr(10), encoding='utf-8') for n, s in (case.schemas() | bundle.schemas()).items()]"
	@$(BIN)/safeconduct gate openapi > docs/schemas/openapi.json
	@$(BIN)/safeconduct gate openapi --kind register > docs/schemas/openapi-register.json
	@$(BIN)/safeconduct gate openapi --kind oversight > docs/schemas/openapi-oversight.json

screenshots: $(DEV) browser ## take the pictures of the desks in docs anew, from the demo
	@$(BIN)/python -m tests.desks.screenshots

messages: $(DEV) ## bring the catalogue of translated texts up to date with the pages
	@$(BIN)/python -m tests.desks.catalog

lock: ## pin the packages anew after a change in pyproject.toml (newest: LOCK_ARGS=--upgrade)
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && \
	"$$tools/bin/python" -m pip --disable-pip-version-check --no-input -qq install uv==$(UV) && \
	compile() { "$$tools/bin/uv" pip compile -q --no-config --universal --python-version 3.11 \
	  --no-python-downloads --generate-hashes --no-emit-index-url --no-header $(LOCK_ARGS) "$$@"; } && \
	compile pyproject.toml -o requirements.lock >/dev/null && \
	compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock >/dev/null && \
	compile --group foreign -o requirements-foreign.lock >/dev/null
	@if grep -nE '://|^-|(^|[ (])/' requirements.lock requirements-dev.lock requirements-foreign.lock; then \
	  echo "The lines above name an address or a folder of this computer; lock files must not." >&2; exit 1; fi
	@echo "Pinned: requirements.lock ($$(grep -c == requirements.lock) packages), requirements-dev.lock ($$(grep -c == requirements-dev.lock))."

clean: ## remove .venv and everything else that make can make again
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The two installations: what the program needs to run, and on top of it the tools to work on it.

# A .venv whose Python has been removed or replaced since is made anew.
BROKEN    := $(shell $(BIN)/python -c 'import pip' 2>/dev/null || echo broken)

$(RUNTIME): requirements.lock pyproject.toml $(BROKEN)
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Python 3.11 or newer is needed, and there is no '$(PYTHON)' on this computer. Install Python, or name yours: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name a newer one: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Your Python lacks the module that makes virtual environments (venv with ensurepip). On Debian or Ubuntu, install the package python3-venv." >&2; exit 1; }
	@echo "Installing what the program needs into $(VENV), and nowhere else (some seconds)."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) -r requirements.lock || $(OFFLINE)
	@site=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	  echo ../../../../src > "$$site/safeconduct.pth"
	@printf '%s\n' '#!/bin/sh' \
	  'exec "$$(dirname -- "$$0")/python" -P -c "import sys; sys.argv[0] = \"safeconduct\"; from safeconduct.cli import main; sys.exit(main())" "$$@"' \
	  > $(BIN)/safeconduct && chmod +x $(BIN)/safeconduct
	@touch $@

broken:

$(FOREIGN): requirements-foreign.lock $(DEV)
	@echo "Installing Go into $(VENV), and nowhere else (75 MB to fetch, 254 MB in place)."
	@$(INSTALL) -r requirements-foreign.lock || $(OFFLINE)
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing the tools for tests and checks into $(VENV), and nowhere else (about a quarter of a minute)."
	@$(INSTALL) -r requirements-dev.lock || $(OFFLINE)
	@touch $@
