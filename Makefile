# What people and CI type. `make help` lists the targets; each does its own set-up, which is quick when nothing is missing.

# A target may import only what Package.swift gives it: this is what holds the floors of docs/architecture.md apart.
SWIFT_FLAGS = --explicit-target-dependency-import-check error

# The demo uses the debug build: on two cores a first one takes 4 minutes against 7 for a release build, `make test`
# needs it anyway, and it casts far faster than a person can watch. `make demo CONFIG=release` for the other.
CONFIG = debug
ifeq ($(CONFIG),release)
# Its own folder, so that benchmarks and tests do not undo each other's work.
BUILD = .build-release
else
BUILD = .build
endif
export URNA_BIN = $(CURDIR)/$(BUILD)/$(CONFIG)
SWIFT_BUILD = swift build $(SWIFT_FLAGS) --configuration $(CONFIG) --scratch-path $(BUILD)

# Passed to the demo or the benchmarks: make demo ARGS="--voters 2000 --keep"
ARGS =

.DEFAULT_GOAL = help
.PHONY: help setup build release demo demo-raffle test bench lint format docs screenshots clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: ## Install what is missing (Debian packages, Python tools in .venv)
	@scripts/setup.sh build lint test

build: ## Build urna and urna-verify (CONFIG=release for the fast ones, in .build-release)
	@scripts/setup.sh build
	$(SWIFT_BUILD) --product urna
	$(SWIFT_BUILD) --product urna-verify

release: ## Build urna and urna-verify for production
	@$(MAKE) --no-print-directory build CONFIG=release

demo: build ## Run a whole election here: vote, watch, close, certify, verify (ARGS="--keep" leaves it up)
	$(URNA_BIN)/urna demo $(ARGS)

demo-raffle: build ## Run a stadium raffle here: 30 selling units, 20,000 tickets, draw, reports, verify
	URNA_BIN=$(URNA_BIN) python3 scripts/demo-raffle.py $(ARGS)

test: ## Run every test: unit, contract, integration, and end to end on the real programs
	@scripts/setup.sh build test
	@scripts/test.sh

bench: ## Measure against yardsticks of the same run, on a release build (ARGS="ballots")
	@scripts/setup.sh build bench
	@$(MAKE) --no-print-directory build CONFIG=release
	URNA_BIN=$(CURDIR)/.build-release/release Benchmarks/run $(ARGS)

lint: ## Check format, scripts, and that generated pages are up to date
	@scripts/setup.sh build lint
	@scripts/lint.sh

format: ## Put Swift files in the house's format
	swift format --in-place --recursive Sources Tests Package.swift

docs: build ## Write the generated pages: ledger entries, configuration, OpenAPI, compliance matrix
	$(URNA_BIN)/urna docs --write docs
	scripts/compliance.py write

screenshots: build ## Take the README's pictures of the pages anew (docs/screenshots)
	@scripts/setup.sh test
	.venv/bin/python3 Tests/Browser/screenshots.py

clean: ## Delete what builds and tests made here
	rm -rf .build .build-release .venv .demo
