# Builds the three bindings as they would be published, and installs them where they are used.
# Demo, examples and tests use the wheel and the tarballs, never source paths.

# PGO=1 builds the wheel by profile, as one that is published is (five minutes more; needs rustup's llvm-tools).
WHEEL := $(BUILD)/wheel$(if $(PGO),-by-profile).stamp
VENV_READY := $(BUILD)/venv.stamp
WHEEL_INSTALLED := $(BUILD)/wheel-installed.stamp
WASM_TARBALL := $(BUILD)/wasm-tarball.stamp
NODE_TARBALLS := $(BUILD)/node-tarballs.stamp

PYTHON_SOURCES := $(shell find bindings-python -type f \( -name '*.py' -o -name '*.pyi' -o -name 'py.typed' -o -name 'pyproject.toml' \) -not -path '*/tests/*')
TYPESCRIPT_SOURCES := $(shell find bindings-wasm/ts bindings-wasm/build bindings-wasm/*.js* bindings-wasm/tsconfig* -type f 2>/dev/null)
NODE_SOURCES := $(shell find bindings-node -type f \( -name '*.ts' -o -name '*.js' -o -name '*.cjs' -o -name '*.mjs' -o -name '*.json' \) -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
# Version and lock of what a folder depends on decide whether npm runs again.
NPM_CI = npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

.PHONY: packages python node wasm examples runners
packages: $(WHEEL_INSTALLED) $(WASM_TARBALL) $(NODE_TARBALLS) ## the wheel in .build/wheels, the npm packages in .build/tarballs

# ---------------------------------------------------------------- Python

$(VENV_READY): bindings-python/requirements-dev.txt examples/fastapi/requirements.txt tests/vectors/requirements.txt | preflight
	$(call STEP,Python: a virtual environment in .build/venv)
	@mkdir -p $(BUILD)
	$(PYTHON) -m venv $(VENV)
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r bindings-python/requirements-dev.txt -r tests/vectors/requirements.txt
	grep -v '^doorward' examples/fastapi/requirements.txt > $(BUILD)/example-requirements.txt
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r $(BUILD)/example-requirements.txt
	@touch $@

$(WHEEL): $(VENV_READY) $(RUST_SOURCES) $(PYTHON_SOURCES)
	$(call STEP,Python: building the wheel)
	@rm -rf $(WHEELS)
	$(if $(PGO),rustup component add llvm-tools)
	$(VENV)/bin/maturin build --release --locked --quiet $(if $(PGO),--pgo) -m bindings-python/Cargo.toml --interpreter $(VENV_PYTHON) --out $(WHEELS)
	@touch $@

$(WHEEL_INSTALLED): $(WHEEL)
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(WHEELS)/*.whl
	@touch $@

.PHONY: python-test python-lint
python-test: $(WHEEL_INSTALLED) examples
	$(call STEP,Python: tests on the installed wheel)
	cd bindings-python && DOORWARD_REQUIRE_SERVICES=1 $(VENV_PYTHON) -m pytest -q
	cd bindings-python && $(VENV_PYTHON) -m mypy --strict -p doorward
	cd bindings-python && $(VENV_PYTHON) -m mypy --strict tests/typed ../tests/runners/python
	cd $(BUILD) && $(VENV_PYTHON) -m mypy.stubtest doorward._doorward
python-lint: $(VENV_READY)
	$(call STEP,Python: ruff)
	cd bindings-python && $(VENV)/bin/ruff check . ../tests/runners/python ../tests/bench ../tools ../examples/fastapi && $(VENV)/bin/ruff format --check . ../tests/runners/python ../tests/bench ../tools
python: python-test ## the Python binding, built and tested as published

# ---------------------------------------------------------------- wasm and Node

WASM_TOOLS := $(BUILD)/wasm-tools.stamp
$(WASM_TOOLS): bindings-wasm/package.json bindings-wasm/package-lock.json | preflight
	$(call STEP,npm: what builds the JavaScript packages)
	@mkdir -p $(BUILD)
	cd bindings-wasm && $(NPM_CI)
	@touch $@

WASM_MODULE := $(BUILD)/wasm-module.stamp
$(WASM_MODULE): $(WASM_TOOLS) $(RUST_SOURCES) $(wildcard bindings-wasm/build/*.js)
	$(call STEP,wasm: building doorward.wasm)
	cd bindings-wasm && npm run --silent build:wasm
	@touch $@

$(WASM_TARBALL): $(WASM_MODULE) $(TYPESCRIPT_SOURCES)
	$(call STEP,wasm: packing doorward-wasm)
	cd bindings-wasm && npm run --silent build:host
	@mkdir -p $(TARBALLS)
	rm -f $(TARBALLS)/doorward-wasm-*.tgz
	cd bindings-wasm && node build/pack.js $(TARBALLS)
	@touch $@

NATIVE_BINARY := $(BUILD)/native-binary.stamp
$(NATIVE_BINARY): $(RUST_SOURCES) bindings-node/build/native.js bindings-node/package.json | preflight
	$(call STEP,Node: building the native binary)
	@mkdir -p $(BUILD)
	cd bindings-node && npm run --silent build:native
	@touch $@

# Needs the built host of doorward-wasm.
$(NODE_TARBALLS): $(WASM_TARBALL) $(NATIVE_BINARY) $(NODE_SOURCES)
	$(call STEP,Node: packing doorward)
	cd bindings-node && npm run --silent build:host
	find $(TARBALLS) -name 'doorward-*.tgz' ! -name 'doorward-wasm-*' -delete
	cd bindings-node && node build/pack.js $(TARBALLS)
	@touch $@

node: $(NODE_TARBALLS) javascript-test ## the Node binding, built and tested as published
wasm: $(WASM_TARBALL) javascript-test ## the edge binding, built and tested as published

# ---------------------------------------------------------------- where they are used

# The packed packages and nothing else of ours: npm takes them as anybody's.
INSTALL_TARBALLS = npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error

SERVICES_READY := $(BUILD)/services.stamp
$(SERVICES_READY): $(wildcard tests/services/package*.json) | preflight
	$(call STEP,npm: what the servers of the tests need)
	@mkdir -p $(BUILD)
	cd tests/services && $(NPM_CI)
	@touch $@

EXAMPLES_READY := $(BUILD)/examples.stamp
$(EXAMPLES_READY): $(NODE_TARBALLS) $(WHEEL_INSTALLED) $(SERVICES_READY) $(wildcard examples/*/package*.json)
	$(call STEP,Installing the packages into the examples)
	cd examples/express && $(INSTALL_TARBALLS) $(TARBALLS)/*.tgz
	cd examples/worker && $(INSTALL_TARBALLS) $(TARBALLS)/doorward-wasm-*.tgz
	@touch $@
examples: $(EXAMPLES_READY)

RUNNERS_READY := $(BUILD)/runners.stamp
$(RUNNERS_READY): $(NODE_TARBALLS) $(wildcard tests/runners/javascript/package*.json)
	$(call STEP,Installing the packages and the edge runtimes into the runners)
	cd tests/runners/javascript && $(NPM_CI) && $(INSTALL_TARBALLS) $(TARBALLS)/*.tgz
	@touch $@
runners: $(RUNNERS_READY) $(WHEEL_INSTALLED)

# Peers to measure against: of the bench alone, in an environment of its own.
BENCH_VENV := $(BUILD)/bench-venv
# Its lock would name platform packages that are not published everywhere, which `npm ci` cannot take.
NODE_RS := @node-rs/jsonwebtoken@0.5.11
BENCH_READY := $(BUILD)/bench.stamp
$(BENCH_READY): $(NODE_TARBALLS) $(WHEEL) $(wildcard tests/bench/package*.json) tests/bench/requirements.txt
	$(call STEP,Installing the peers of the bench)
	cd tests/bench && $(NPM_CI) && $(INSTALL_TARBALLS) $(TARBALLS)/*.tgz $(NODE_RS)
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(WHEELS)/*.whl
	@touch $@
BENCH_RUST := target/measured
BENCH_PROGRAMS := $(BUILD)/bench-programs.stamp
$(BENCH_PROGRAMS): $(RUST_SOURCES) $(shell find tests/bench/rust -name '*.rs' -o -name Cargo.toml)
	$(call STEP,Rust: building what measures)
	@mkdir -p $(BUILD)
	cargo build -q --locked --profile measured -p doorward-bench
	@touch $@
# jsonwebtoken in wasm, and the glue it is called by.
BENCH_WASM := $(BUILD)/bench-wasm
BENCH_WASM_MODULE := target/wasm32-unknown-unknown/wasm-peer/doorward_bench_wasm.wasm
BENCH_WASM_READY := $(BUILD)/bench-wasm.stamp
$(BENCH_WASM_READY): $(WASM_TOOLS) Cargo.toml Cargo.lock tests/bench/rust/src/peer.rs $(shell find tests/bench/wasm tools -name '*.rs' -o -name Cargo.toml)
	$(call STEP,wasm: building jsonwebtoken)
	RUSTFLAGS=-Ctarget-feature=+simd128 cargo build -q --locked --profile wasm-peer --target wasm32-unknown-unknown -p doorward-bench-wasm
	cargo run -q --locked -p doorward-wasm-glue -- $(BENCH_WASM_MODULE) $(BENCH_WASM)
	node bindings-wasm/build/optimize.js $(BENCH_WASM)/doorward_bench_wasm_bg.wasm $(BENCH_WASM)/peer.wasm -O3
	@touch $@
.PHONY: bench-ready
bench-ready: $(BENCH_READY)

# ---------------------------------------------------------------- JavaScript tests and lints

JAVASCRIPT_READY := $(BUILD)/javascript.stamp
$(JAVASCRIPT_READY): $(NODE_TARBALLS) $(EXAMPLES_READY) $(wildcard tests/javascript/package*.json)
	$(call STEP,Installing the packages into the JavaScript tests)
	cd tests/javascript && $(NPM_CI) && $(INSTALL_TARBALLS) $(TARBALLS)/*.tgz
	@touch $@

.PHONY: javascript-test javascript-lint
javascript-test: $(JAVASCRIPT_READY)
	$(call STEP,JavaScript: tests on the packed packages)
	cd tests/javascript && $(NODE_TEST)
javascript-lint: $(WASM_TOOLS)
	$(call STEP,JavaScript: biome)
	bindings-wasm/node_modules/.bin/biome ci .
