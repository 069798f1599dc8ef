# What is asked of the packages as they are published, where other programs take them: bundlers, compilers, registries.

BUNDLES_READY := $(BUILD)/bundles.stamp
$(BUNDLES_READY): $(NODE_TARBALLS) $(wildcard tests/bundles/package*.json)
	$(call STEP,Installing the packages and the bundlers)
	cd tests/bundles && $(NPM_CI) && $(INSTALL_TARBALLS) $(TARBALLS)/*.tgz
	@touch $@

.PHONY: bundles-test
bundles-test: $(BUNDLES_READY) ## bundles of six bundlers, as modules and as CommonJS, started where nothing is installed
	$(call STEP,Bundles)
	cd tests/bundles && $(NODE_TEST)

PACKAGE_LINTS_READY := $(BUILD)/package-lints.stamp
$(PACKAGE_LINTS_READY): $(NODE_TARBALLS) $(wildcard tests/packages/package*.json)
	$(call STEP,Installing the packages and what judges them)
	cd tests/packages && $(NPM_CI) && $(INSTALL_TARBALLS) $(TARBALLS)/*.tgz
	@touch $@

SDIST := $(BUILD)/sdist
SDIST_READY := $(BUILD)/sdist.stamp
$(SDIST_READY): $(WHEEL) $(wildcard LICENSE-*) bindings-python/README.md
	$(call STEP,Python: packing the sources)
	@rm -rf $(SDIST)
	$(VENV)/bin/maturin sdist -m bindings-python/Cargo.toml --out $(SDIST)
	@touch $@

# It shares the compiled dependencies with the wheel, and nothing else.
SDIST_VENV := $(BUILD)/sdist-venv

.PHONY: package-lint npm-package-lint python-package-lint rust-package-lint
package-lint: npm-package-lint python-package-lint rust-package-lint ## what registries and compilers ask of the packages: publint, attw, types, twine, auditwheel

npm-package-lint: $(PACKAGE_LINTS_READY)
	$(call STEP,npm packages: types and manifests)
	cd tests/packages && $(NODE_TEST)

python-package-lint: $(WHEEL) $(SDIST_READY)
	$(call STEP,Python packages: metadata and platform)
	$(VENV)/bin/twine check --strict $(WHEELS)/*.whl $(SDIST)/*.tar.gz
	if [ "$$(uname)" = Linux ]; then $(VENV)/bin/auditwheel show $(WHEELS)/*.whl; fi
	$(call STEP,Python: a wheel of the packed sources)
	@rm -rf $(SDIST_VENV)
	$(PYTHON) -m venv $(SDIST_VENV)
	CARGO_TARGET_DIR=$(CURDIR)/target $(SDIST_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir $(SDIST)/*.tar.gz
	cd $(SDIST_VENV) && bin/python -c 'import doorward; print(doorward.ApiKey.create("agent", ["a"]).record.agent_id)'

rust-package-lint:
	$(call STEP,Rust: what the crate has)
	for file in LICENSE-MIT LICENSE-APACHE README.md examples/verify.rs; do cargo package --quiet --list --allow-dirty -p doorward | grep -qx "$$file" || { echo "the crate has no $$file"; exit 1; }; done
	cargo run --quiet --locked -p doorward --features issue --example verify
