# What is asked of the repository as a whole, beside what compilers and formatters ask of each language.

.PHONY: repository-lint circles
repository-lint: circles
	$(call STEP,Repository: versions and the length of files)
	node tools/version.js check
	node tools/lines.js
	node --test tools/

circles: $(VENV_READY) ## files, modules and rooms that use each other in a circle (TypeScript's are found by biome)
	$(call STEP,Repository: circles)
	node tools/circles.js
	$(VENV_PYTHON) tools/circles.py
