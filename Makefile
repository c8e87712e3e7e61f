# make run: the demo on this machine.   make test: the whole suite.   make faults ROUNDS=20: what breaks, for long.
# make install: what they call first.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test faults install check

run: install
	@PORT=$${PORT:-$(or $(PORT),5000)} $(BIN)/python -m flask --app wsgi up

test: install
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

# The fault suite alone, as long as one likes: processes killed, disks full, locks kept, the database cut off.
faults: install
	FAULT_ROUNDS=$(or $(ROUNDS),5) $(BIN)/python -m pytest tests/faults -n 2 $(ARGS)

install: .venv/installed

.venv/installed: requirements-dev.txt
	$(PYTHON) -c 'import sys; sys.exit("Coursebook needs Python 3.11 or newer; say which: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

# What .ci/run checks beside the tests.
check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
