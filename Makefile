# make run: the demo on this machine (make run DEMO=no: empty, to be set up), with what running needs alone.   make test: the suite, with its tools.
# make install: what `make run` and a server need.   make check: linters and types.
# make faults ROUNDS=20: what breaks, for long.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --no-compile --require-hashes --only-binary :all:
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is compiled is kept (git ignores it), whatever the environment says: else both workers of the tests, and every
# process that a test starts, compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test bench faults install check

run: install
	@PORT=$${PORT:-$(or $(PORT),5000)} DEMO=$${DEMO:-$(or $(DEMO),yes)} $(BIN)/python -m flask --app wsgi up

# The figures of docs/benchmarks.md beside their bounds, on both databases: two hours on a quiet machine. `make bench GROWN=50000`
# leaves out a million bookings, which takes most of it.
bench: .venv/tested
	$(BIN)/python -m bench.process --save
	$(BIN)/python -m bench.lighthouse --save
	$(BIN)/python -m bench.booking_rate --save
	$(BIN)/python -m bench.public_pages --save
	$(BIN)/python -m bench.learning_week --save || true
	$(BIN)/python -m bench.learning_week --postgresql --save || true
	$(BIN)/python -m bench.failover --save
	$(BIN)/python -m bench.growth --bookings 5000 --bookings 50000 --bookings $(or $(GROWN),1000000) --save
	$(BIN)/python -m bench.growth --bookings 5000 --bookings 50000 --bookings $(or $(GROWN),1000000) --postgresql --save
	$(BIN)/python -m bench.idle --bookings $(or $(BOOKINGS),300000) --save
	$(BIN)/python -m bench.idle --bookings $(or $(BOOKINGS),300000) --postgresql --save
	$(BIN)/python -m bench.deliver_week --save
	$(BIN)/python -m bench.report

# Short, unless ARGS say what to run. CI has the rest: all on both databases, what lasts long, faults, a storm of bookings
# (SUITE=full FAULT_ROUNDS=1 STORM_SECONDS=60).
test: .venv/tested
	SUITE=$${SUITE:-$(if $(ARGS),full,short)} FAULT_ROUNDS=$${FAULT_ROUNDS:-0} STORM_SECONDS=$${STORM_SECONDS:-0} \
	  $(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

# The fault suite alone, as long as one likes: processes killed, disks full, locks kept, the database cut off.
faults: .venv/tested
	FAULT_ROUNDS=$(or $(ROUNDS),5) $(BIN)/python -m pytest tests/faults -n 2 $(ARGS)

install: .venv/installed

# The tools of the tests come with what running needs, in the same place: only what is missing is fetched.
.venv/installed: requirements.txt
	$(call new_venv)
	$(PIP) -r requirements.txt
	@touch $@

.venv/tested: requirements.txt requirements-dev.txt
	$(call new_venv)
	$(PIP) -r requirements-dev.txt
	@touch .venv/installed $@

define new_venv
$(PYTHON) -c 'import sys; sys.exit("Coursebook needs Python 3.11 or newer; say which: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
$(PYTHON) -m venv .venv
endef

# What .ci/run checks beside the tests.
check: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
