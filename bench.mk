# What is measured: speed beside peers, speed beside an earlier commit, instructions, outages.

.PHONY: bench
ifdef AGAINST
# A commit's packages and programs are built once, in a work tree of its own that is kept.
AGAINST_COMMIT := $(shell git rev-parse --short=12 '$(AGAINST)^{commit}')
AGAINST_FOLDER := $(BUILD)/against/$(AGAINST_COMMIT)
AGAINST_READY := $(BUILD)/against/$(AGAINST_COMMIT).stamp
# The compiler of the working tree, or a newer one would be measured along with the sources. Nothing else of this run
# is handed on: its variables would be taken for the commit's own.
AGAINST_MAKE = env -u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS -u DOORWARD_PYTHON RUSTUP_TOOLCHAIN=$(shell rustc --version | cut -d' ' -f2) $(MAKE) --no-print-directory -C $(AGAINST_FOLDER)
$(AGAINST_READY):
	$(if $(AGAINST_COMMIT),,$(error AGAINST=$(AGAINST) is no commit))
	$(call STEP,Building $(AGAINST_COMMIT))
	test -d $(AGAINST_FOLDER) || git worktree add --detach $(AGAINST_FOLDER) $(AGAINST_COMMIT)
	$(AGAINST_MAKE) packages bench-ready $(AGAINST_FOLDER)/.build/bench-programs.stamp $(AGAINST_FOLDER)/.build/bench-wasm.stamp
	@touch $@

bench: preflight $(AGAINST_READY) packages bench-ready $(BENCH_PROGRAMS) $(BENCH_WASM_READY)
	$(call STEP,Speed of the working tree beside $(AGAINST_COMMIT))
	node tests/bench/speed/against.js $(AGAINST_FOLDER) $(CURDIR) $(if $(ONLY),--only=$(ONLY)) $(if $(ROUNDS),--rounds=$(ROUNDS))
else
bench: preflight packages bench-ready $(BENCH_PROGRAMS) $(BENCH_WASM_READY) ## speed beside every peer, written to tests/bench/RESULTS.md (10 minutes); PGO=1, QUICK=1, ONLY=node,workerd; AGAINST=main beside an earlier commit
	$(call STEP,Speed)
	BENCH_RUST=$(BENCH_RUST) BENCH_PYTHON=$(BENCH_VENV)/bin/python node tests/bench/speed/main.js $(if $(QUICK),--quick) $(if $(PGO),--pgo) $(if $(ONLY),--only=$(ONLY))
endif

.PHONY: instructions
instructions: $(BENCH_PROGRAMS) ## instructions per decision, beside their budgets (needs valgrind); UPDATE=1 accepts them
	$(call STEP,Instructions)
	node --test tests/bench/instructions/
	node tests/bench/instructions/main.js $(BENCH_RUST)/paths $(if $(UPDATE),--update)

.PHONY: bench-outage
bench-outage: preflight packages bench-ready ## an outage, a rotation and a flood: Doorward beside jose and PyJWKClient (3 minutes)
	$(call STEP,Outage and rotation)
	DOORWARD_PYTHON=$(BENCH_VENV)/bin/python node tests/bench/outage.js
