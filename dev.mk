# Tests of sources while they are written: a change of a .py or .ts file is tested within seconds. Everything is
# built for speed of building, in folders of its own: what is published, and tested by `make test`, is never this.

# Processes that test at the same time. More than there are cores, for many tests wait.
DEV_JOBS ?= 5

# ---------------------------------------------------------------- Python

DEV_VENV := $(BUILD)/dev-venv
DEV_VENV_READY := $(BUILD)/dev-venv.stamp
$(DEV_VENV_READY): bindings-python/requirements-dev.txt | preflight
	$(call STEP,Python: a virtual environment in .build/dev-venv)
	@mkdir -p $(BUILD)
	$(PYTHON) -m venv $(DEV_VENV)
	$(DEV_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r bindings-python/requirements-dev.txt
	@touch $@

# The package is used where it lies: only the native module is built, and only when Rust has changed.
DEV_PYTHON_NATIVE := $(BUILD)/dev-python-native.stamp
$(DEV_PYTHON_NATIVE): $(DEV_VENV_READY) $(filter-out bindings-node/% bindings-wasm/%,$(RUST_SOURCES)) bindings-python/pyproject.toml
	$(call STEP,Python: building the native module)
	VIRTUAL_ENV=$(DEV_VENV) $(DEV_VENV)/bin/maturin develop --profile quick --locked --quiet -m bindings-python/Cargo.toml
	@touch $@

.PHONY: dev-python
dev-python: $(DEV_PYTHON_NATIVE) $(SERVICES_READY) ## the Python sources, tested where they lie; ONLY=tests/test_keys.py, SLOW=1
	$(call STEP,Python: tests on the sources)
	cd bindings-python && DOORWARD_SOURCES=1 $(DEV_VENV)/bin/python -m pytest -q $(if $(ONLY),$(patsubst bindings-python/%,%,$(ONLY)),-n $(DEV_JOBS) --dist worksteal $(if $(SLOW),,-m 'not slow'))

# ---------------------------------------------------------------- JavaScript

DEV := $(BUILD)/dev
DEV_TESTS := $(DEV)/tests/javascript
DEV_MODULES := $(DEV_TESTS)/node_modules
DEV_SOURCES := bindings-wasm bindings-node LICENSE-MIT LICENSE-APACHE \
  tests/javascript tests/runners tests/demo tests/conformance tests/vectors tests/tables.json

DEV_TESTS_READY := $(BUILD)/dev-tests.stamp
$(DEV_TESTS_READY): tests/javascript/package-lock.json $(WASM_TOOLS)
	$(call STEP,npm: what the JavaScript tests need)
	node tools/stage.js $(DEV) $(DEV_SOURCES)
	ln -sfn $(CURDIR)/bindings-wasm/node_modules $(DEV)/bindings-wasm/node_modules
	ln -sfn $(CURDIR)/tests/services $(DEV)/tests/services
	cd $(DEV_TESTS) && $(NPM_CI)
	@touch $@


DEV_BINARIES := $(BUILD)/dev-binaries.stamp
$(DEV_BINARIES): $(DEV_TESTS_READY) $(filter-out bindings-python/%,$(RUST_SOURCES)) $(wildcard bindings-*/build/*.js)
	node tools/stage.js $(DEV) $(DEV_SOURCES)
	$(call STEP,Node: building the native binary)
	cd $(DEV)/bindings-node && node build/native.js --profile=quick
	$(call STEP,wasm: building both modules)
	cd $(DEV)/bindings-wasm && node build/wasm.js --profile=quick
	@touch $@

# They wait for key servers that hang, for keys to rotate, or compare thousands of decisions of both engines.
DEV_SLOW := differential.test.js faulty-keys.test.js rotation.test.js
DEV_CHOSEN = $(if $(ONLY),$(patsubst tests/javascript/%,%,$(ONLY)),$(filter-out $(if $(SLOW),,$(DEV_SLOW)),$(notdir $(wildcard tests/javascript/*.test.js))))

.PHONY: dev-js
dev-js: $(DEV_BINARIES) $(SERVICES_READY) ## the TypeScript sources, compiled and tested; ONLY=key-sets.test.js, SLOW=1
	$(call STEP,JavaScript: compiling the sources)
	node tools/stage.js $(DEV) $(DEV_SOURCES)
	cd $(DEV)/bindings-wasm && node build/host.js
	cd $(DEV)/bindings-node && node build/host.js
	node tools/unpacked.js $(DEV_MODULES) $(DEV)/bindings-wasm $(DEV)/bindings-node $(DEV)/bindings-node/npm/*
	$(call STEP,JavaScript: tests on the sources)
	cd $(DEV_TESTS) && $(NODE_TEST) --test-concurrency=$(DEV_JOBS) $(DEV_CHOSEN)
