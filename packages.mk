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

.PHONY: package-lint
package-lint: $(PACKAGE_LINTS_READY) ## types under each resolution, publint and attw, of the packed packages
	$(call STEP,npm packages: types and manifests)
	cd tests/packages && $(NODE_TEST)
