# `make grade` and `make test` set up all that they need in .venv first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: grade test check release examples clean

grade: $(READY)
	@echo "Grading the samples under examples/submitted. They are our own, so --unsafe is allowed where there is no isolation."
	@rm -f grades/grades.json
	@$(BIN)/python -m autograder grade examples/submitted --out grades --unsafe || test -f grades/grades.json

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

release: $(READY)
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/nbgrader generate_assignment assignment2 --force

examples: $(READY)
	$(BIN)/python examples/make_submissions.py

$(READY): pyproject.toml requirements.txt constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.txt -c constraints.txt
	@touch $@

clean:
	rm -rf $(VENV) grades .pytest_cache .mypy_cache .ruff_cache .hypothesis
