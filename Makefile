# Every command a person needs. `make help` lists them.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BUILD := $(CURDIR)/.build
VENV := $(BUILD)/venv
VENV_PYTHON := $(VENV)/bin/python
WHEELS := $(BUILD)/wheels
TARBALLS := $(BUILD)/tarballs
export DOORWARD_PYTHON := $(VENV_PYTHON)
export npm_config_fund := false
export npm_config_audit := false
export npm_config_update_notifier := false

RUST_SOURCES := $(shell find core/src bridge/src bindings-*/src tools -name '*.rs' -not -path '*/target/*' 2>/dev/null) Cargo.toml Cargo.lock $(wildcard */Cargo.toml)
# A test that hangs fails after ten minutes, and a socket that stays open keeps no process.
NODE_TEST := node --test --test-timeout=600000 $(shell node --help 2>/dev/null | grep -o -- --test-force-exit | head -n 1)
# The clock shows what a long run spends its time on.
STEP = @printf '\n== %s  %s\n' "$$(date +%H:%M:%S)" "$(1)"

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

# ---------------------------------------------------------------- setting up

.PHONY: preflight
preflight:
	@if command -v rustup >/dev/null 2>&1; then rustup target add wasm32-unknown-unknown 2>/dev/null || true; fi
	@PYTHON=$(PYTHON) sh tests/demo/preflight.sh

include build.mk
include demo.mk
include dev.mk
include bench.mk
include checks.mk
include packages.mk

# ---------------------------------------------------------------- the two commands

.PHONY: test
test: preflight rust-test packages services-test python-test javascript-test bundles-test package-lint conformance examples readme-test demo-test ## everything, in every runtime
	@printf '\nAll tests passed.\n'

# ---------------------------------------------------------------- parts of `make test`

.PHONY: rust-test
rust-test: ## core under both crypto providers and none, Wycheproof, RFC examples, redaction
	$(call STEP,Rust: core with RustCrypto alone)
	cargo test -p doorward --locked --features issue
	$(call STEP,Rust: core with AWS-LC alone)
	cargo test -p doorward --locked --no-default-features --features aws_lc_rs,issue
	$(call STEP,Rust: core with signatures left to the host)
	cargo test -p doorward --locked --no-default-features --features host_signatures --lib
	$(call STEP,Rust: the bridge)
	cargo test -p doorward-bridge --locked --features javascript
	$(call STEP,Rust: vectors and behaviour under both providers)
	cargo test -p doorward-tests --locked

.PHONY: conformance
conformance: packages runners ## the vectors in every runtime, compared byte for byte
	$(call STEP,Conformance)
	$(VENV_PYTHON) tests/vectors/generate.py --check
	$(VENV_PYTHON) tests/vectors/generate.py --selftest
	cargo build -q -p doorward-tests --locked --bin verdicts
	node tests/conformance/main.js

.PHONY: services-test
services-test: examples
	$(call STEP,The servers that the tests need)
	$(NODE_TEST) tests/services/

.PHONY: readme-test
readme-test: packages examples
	$(call STEP,README snippets)
	$(NODE_TEST) tests/readme/main.test.js tests/readme/outage.test.js

.PHONY: demo-test
demo-test: packages examples
	$(call STEP,Demo)
	node tests/demo/main.js

.PHONY: compare
compare: ## which tokens that must be refused other libraries accept: the tables of COMPARE.md (1 minute)
	$(call STEP,Other libraries and our vectors)
	cd tests/compare && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(PYTHON) -m venv $(BUILD)/compare-venv
	$(BUILD)/compare-venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/compare/requirements.txt
	cd tests/compare && node --test && COMPARE_PYTHON=$(BUILD)/compare-venv/bin/python node node.mjs

# ---------------------------------------------------------------- care

.PHONY: lint
lint: ## formatting and lints, as CI runs them
	$(call STEP,Rust)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy -p doorward --locked --no-default-features --features aws_lc_rs,issue -- -D warnings
	cargo clippy -p doorward --locked --no-default-features --features host_signatures --lib --tests -- -D warnings
	$(MAKE) --no-print-directory python-lint javascript-lint repository-lint

.PHONY: deny
deny: ## licences, sources and bans of the Rust dependencies; ADVISORIES=1 asks for advisories too
	@command -v cargo-deny >/dev/null 2>&1 || cargo install cargo-deny --locked --quiet
	cargo deny check licenses sources bans $(if $(ADVISORIES),advisories)

.PHONY: docs
docs: ## the Rust documentation
	RUSTDOCFLAGS="-D warnings" cargo doc -p doorward --no-deps --features issue

.PHONY: clean
clean: ## removes what was built
	cargo clean
	rm -rf $(BUILD) bindings-*/dist bindings-wasm/pkg examples/worker/dist
	git worktree prune
	find . -name node_modules -type d -prune -exec rm -rf {} +
