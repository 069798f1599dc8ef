# `make demo` from nothing within minutes: the packages are made and installed as those that are published, but
# built for those who wait. All of it lies in .build/demo and under cargo's profile `quick`, so that no test ever
# takes it for what is published; `make demo-test` shows the same with the packages of `make packages`.

DEMO := $(BUILD)/demo
DEMO_VENV := $(DEMO)/venv
DEMO_PYTHON := $(DEMO_VENV)/bin/python
DEMO_EXAMPLES := $(DEMO)/examples

.PHONY: demo
demo: preflight ## FastAPI, Express and a Worker answer the same requests; KEEP=1 leaves them up
	@# What waits for a registry goes on while the compiler is at work.
	+$(MAKE) --no-print-directory -j4 $(DEMO)/express.stamp $(DEMO)/worker.stamp $(DEMO)/wheel-installed.stamp $(SERVICES_READY)
	$(call STEP,Demo)
	DOORWARD_PYTHON=$(DEMO_PYTHON) DOORWARD_EXAMPLES=$(DEMO_EXAMPLES) KEEP=$(KEEP) node tests/demo/main.js

# The sources, apart from what is built of them to be published.
DEMO_STAGED := $(DEMO)/staged.stamp
$(DEMO_STAGED): $(TYPESCRIPT_SOURCES) $(NODE_SOURCES) $(shell find examples -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
	@mkdir -p $(DEMO)
	node tools/stage.js $(DEMO) bindings-wasm bindings-node LICENSE-MIT LICENSE-APACHE examples
	ln -sfn $(CURDIR)/bindings-wasm/node_modules $(DEMO)/bindings-wasm/node_modules
	@touch $@

# ---------------------------------------------------------------- Python

$(DEMO)/venv.stamp: bindings-python/requirements-dev.txt examples/fastapi/requirements.txt
	$(call STEP,Demo: a virtual environment in .build/demo/venv)
	@mkdir -p $(DEMO)
	$(PYTHON) -m venv $(DEMO_VENV)
	grep '^maturin' bindings-python/requirements-dev.txt > $(DEMO)/requirements.txt
	grep -v '^doorward' examples/fastapi/requirements.txt >> $(DEMO)/requirements.txt
	grep '^httpx==' bindings-python/requirements-dev.txt >> $(DEMO)/requirements.txt
	$(DEMO_PYTHON) -m pip install --quiet --disable-pip-version-check -r $(DEMO)/requirements.txt
	@touch $@

$(DEMO)/wheel-installed.stamp: $(DEMO)/venv.stamp $(RUST_SOURCES) $(PYTHON_SOURCES)
	$(call STEP,Demo: building the wheel)
	@rm -rf $(DEMO)/wheels
	$(DEMO_VENV)/bin/maturin build --profile quick --locked --quiet -m bindings-python/Cargo.toml --interpreter $(DEMO_PYTHON) --out $(DEMO)/wheels
	$(DEMO_PYTHON) -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(DEMO)/wheels/*.whl
	@touch $@

# ---------------------------------------------------------------- Node and the Worker

# Which takes one module, so one is built.
$(DEMO)/wasm.stamp: $(WASM_TOOLS) $(DEMO_STAGED) $(RUST_SOURCES)
	$(call STEP,Demo: building doorward.wasm)
	cd $(DEMO)/bindings-wasm && node build/wasm.js --profile=quick --one && node build/host.js
	@rm -rf $(DEMO)/tarballs/wasm
	cd $(DEMO)/bindings-wasm && node build/pack.js $(DEMO)/tarballs/wasm
	@touch $@

$(DEMO)/native.stamp: $(DEMO_STAGED) $(RUST_SOURCES)
	$(call STEP,Demo: building the native binary)
	cd $(DEMO)/bindings-node && node build/native.js --profile=quick
	@touch $@

# Needs the built host of doorward-wasm.
$(DEMO)/node.stamp: $(DEMO)/wasm.stamp $(DEMO)/native.stamp
	$(call STEP,Demo: packing doorward)
	cd $(DEMO)/bindings-node && node build/host.js
	@rm -rf $(DEMO)/tarballs/node
	cd $(DEMO)/bindings-node && node build/pack.js $(DEMO)/tarballs/node
	@touch $@

$(DEMO)/express.stamp: $(DEMO)/node.stamp
	$(call STEP,Demo: installing the packages into the Express example)
	cd $(DEMO_EXAMPLES)/express && $(INSTALL_TARBALLS) $(DEMO)/tarballs/*/*.tgz
	@touch $@

$(DEMO)/worker.stamp: $(DEMO)/wasm.stamp
	$(call STEP,Demo: installing the package into the Worker example)
	cd $(DEMO_EXAMPLES)/worker && $(INSTALL_TARBALLS) $(DEMO)/tarballs/wasm/*.tgz
	@touch $@
