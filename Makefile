# `make grade` sets up in .venv what grading needs, `make test` all the rest too; what is there and works is kept.
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)
VENV ?= .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.core
ALL := $(VENV)/.all
LOG := $(VENV)/pip.log

# Where an environment was moved, copied, half made, or its Python upgraded away, its stamps say nothing.
WORKS := $(shell $(BIN)/python -P -c 'import os, autograder, numpy, pip, rapidfuzz, rich; \
	print(os.path.samefile("autograder", os.path.dirname(autograder.__file__)) or "")' 2>/dev/null)
ifneq ($(WORKS),True)
$(shell rm -f $(CORE) $(ALL))
endif

# $(call install,what): what pip says is shown only where it fails, but then all of it
install = $(BIN)/python -m pip install --progress-bar off -c constraints.txt $(1) >$(LOG) 2>&1 || { cat $(LOG) >&2; \
	echo "pip could not install what is needed; its last lines say why (also in $(LOG))." >&2; exit 1; }

.PHONY: grade test check release examples clean

grade: $(CORE)
	@echo "Grading the samples under examples/submitted. They are our own, so --unsafe is allowed where there is no isolation."
	@rm -f grades/grades.json
	@$(BIN)/autograder grade examples/submitted --out grades --unsafe || test -f grades/grades.json

# in the files' order: by the number of their tests, which is the default, the longest files come last and wait for each other
test: $(ALL)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(ALL)
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

# the course at the top, and those under examples/
COURSES := . $(patsubst %/assignment.py,%,$(wildcard examples/*/assignment.py))

release: $(ALL)
	@export PATH="$(abspath $(BIN)):$$PATH"; for course in $(COURSES); do for folder in $$course/source/*/; do \
		(cd $$course && "$(abspath $(BIN))/python" -m nbgrader generate_assignment "$$(basename $$folder)" --force) || exit 1; \
	done; done

examples: $(ALL)
	@for script in examples/make_submissions.py examples/*/make_submissions.py; do $(BIN)/python $$script || exit 1; done

$(CORE): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d; name one: make PYTHON=..." % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make environments: install its venv (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@test -n "$(WORKS)" || echo "Setting up $(VENV): a minute or less."
	@test -n "$(WORKS)" || $(PYTHON) -m venv $(if $(wildcard $(VENV)/pyvenv.cfg),--clear) $(VENV)
	@$(call install,-e .)
	@$(BIN)/python -m compileall -q autograder gradcheck assignment?
	@touch $@

$(ALL): $(CORE) requirements.txt
	@echo "Installing what the tests and nbgrader need: a few minutes."
	@$(call install,-r requirements.txt)
	@touch $@

clean:
	rm -rf $(VENV) grades .pytest_cache .mypy_cache .ruff_cache .hypothesis
