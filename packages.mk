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
