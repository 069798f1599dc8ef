# What is asked of the repository as a whole, beside what compilers and formatters ask of each language.

.PHONY: repository-lint circles
repository-lint: circles api-of-hosts
	$(call STEP,Repository: versions and the length of files)
	node tools/version.js check
	node tools/lines.js
	node --test tools/

circles: $(VENV_READY) ## files, modules and rooms that use each other in a circle (TypeScript's are found by biome)
	$(call STEP,Repository: circles)
	node tools/circles.js
	$(VENV_PYTHON) tools/circles.py

# ---------------------------------------------------------------- the public API

.PHONY: api api-of-hosts
api: $(VENV_READY) $(WASM_TOOLS) ## the public API of all languages beside tests/api/; UPDATE=1 accepts it
	$(call STEP,Public API)
	PYTHON=$(VENV_PYTHON) node tools/api.js python node wasm rust $(if $(UPDATE),--update)

# Of what needs no compiler of Rust; `make api` asks of Rust too.
api-of-hosts: $(VENV_READY) $(WASM_TOOLS)
	$(call STEP,Public API of Python and TypeScript)
	PYTHON=$(VENV_PYTHON) node tools/api.js python node wasm
