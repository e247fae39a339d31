# Everything starts here. Needed: make, and Python 3.11 or newer. The rest comes from the package registries, checked
# against the hashes in requirements/ and dashboard/package-lock.json, and stays inside this folder and your HOME.
# Every path is relative, so that the project may stand in a folder with spaces in its name.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo nodes test faults check audit sbom bench lock dashboard clean
SHELL := /bin/sh
PY := .venv/bin/python
UV := $(PY) -m uv
COMPILE := $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock"

# Another environment that happens to be active must not leak in.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

# Installers need a HOME to keep their downloads in; without a writable one they get a folder here.
ifneq ($(shell test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.venv/home
endif

# An environment whose Python is gone (upgraded, or copied from elsewhere) is made again.
ifneq ($(shell test ! -e .venv/bootstrap.stamp || $(PY) -c 'print("yes")' 2>&1 | grep -qx yes && echo yes),yes)
$(shell rm -f .venv/*.stamp)
endif

help:
	@echo 'make run      start de dienst op http://127.0.0.1:8000 (Ctrl-C stopt alles)'
	@echo 'make demo     hetzelfde, met een verzonnen land dat beweegt'
	@echo 'make nodes    enkele knopen achter een verdeler, op een gegevensbank: N=3'
	@echo 'make test     alle tests, ook in de browser        (ARGS="-k naam" voor een deel)'
	@echo 'make faults   de tests die iets stukmaken, lang (CAPACITY_FAULTS=short: kort), met wat ze meten'
	@echo 'make check    opmaak, regels, types, lagen, Dockerfile, compose, dashboard'
	@echo 'make audit    bekende zwakheden in alle pakketten  (vraagt een netwerk)'
	@echo 'make sbom     alle onderdelen, als CycloneDX in sbom/'
	@echo 'make bench    een meting: NAME=naam van een bestand in load_tests/'
	@echo 'make lock     de bestanden in requirements/ opnieuw maken  (ARGS=--upgrade voor nieuwere)'
	@echo 'make clean    alles wissen wat make heeft gemaakt, behalve de gegevens in .data/'

run: dashboard
	@exec $(PY) -m capacity_service serve

demo: dashboard
	@exec $(PY) -m capacity_service serve --demo

nodes: dashboard
	@exec $(PY) -m capacity_service nodes --number $(or $(N),3)

# The dashboard's own tests run beside the others, and are told after them.
test: .venv/test.stamp dashboard
	@status=0; log=.venv/dashboard-test.log; \
	$(PY) dashboard/build.py test > $$log 2>&1 & beside=$$!; \
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS) || status=1; \
	if wait $$beside; then tail -n 8 $$log; else cat $$log; echo 'make test: het dashboard is niet goed' >&2; status=1; fi; \
	exit $$status

faults: .venv/test.stamp
	@CAPACITY_FAULTS=$${CAPACITY_FAULTS:-long} $(PY) -m pytest -m faults -s $(ARGS)

# All of them run, also after one has failed, in two rows beside each other; the last line names those that failed. Each
# is shown when it ends, so that two of them do not speak at once.
check: .venv/test.stamp
	@seen=.venv/check; rm -rf "$$seen"; mkdir -p "$$seen"; \
	try() { name=$$1; shift; "$$@" > "$$seen/$$name" 2>&1 || echo " $$name" >> "$$seen/failed"; \
	  printf '== %s\n%s\n' "$$name" "$$(cat "$$seen/$$name")"; }; \
	( try types $(PY) -m mypy; \
	  try dashboard $(PY) dashboard/build.py check; \
	  try compose $(PY) -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml ) & \
	( try opmaak $(PY) -m ruff format --check .; \
	  try regels $(PY) -m ruff check .; \
	  try lagen $(PY) .venv/bin/lint-imports; \
	  try dockerfile .venv/bin/hadolint Dockerfile; \
	  try geheimen $(PY) -m tests.geheimen; \
	  try architectuur $(PY) -m pytest tests/architecture ); \
	wait; \
	if [ -f "$$seen/failed" ]; then echo "make check: niet goed:$$(tr -d '\n' < "$$seen/failed")" >&2; exit 1; fi; \
	echo 'make check: alles is goed'

# Every locked package, also those that only tests use. Both ask a registry: without a network they say so, and fail.
audit: .venv/test.stamp
	@failed=; \
	for lock in requirements/*.lock; do echo "== $$lock"; \
	  .venv/bin/pip-audit --strict --disable-pip --require-hashes --no-deps --progress-spinner off -r "$$lock" || failed="$$failed $$lock"; done; \
	echo '== dashboard/package-lock.json'; $(PY) dashboard/build.py audit || failed="$$failed dashboard"; \
	if [ -n "$$failed" ]; then \
	  echo "make audit: niet goed, of het netwerk gaf geen antwoord:$$failed" >&2; exit 1; fi; \
	echo 'make audit: geen bekende zwakheden'

sbom: .venv/test.stamp
	@mkdir -p sbom
	@.venv/bin/cyclonedx-py requirements requirements/run.lock --pyproject pyproject.toml --output-reproducible \
	  -o sbom/python.cdx.json
	@$(PY) dashboard/build.py sbom > sbom/dashboard.cdx.json
	@echo 'sbom/python.cdx.json, sbom/dashboard.cdx.json'

bench: .venv/test.stamp
	@if [ -f "load_tests/$(NAME).py" ]; then exec $(PY) -m "load_tests.$(NAME)" $(ARGS); fi; \
	echo 'Kies een meting met NAME=...:' >&2; ls load_tests | sed -n 's/^\([a-z].*\)\.py$$/  \1/p' >&2; exit 2

dashboard: .venv/run.stamp
	@$(PY) dashboard/build.py

lock: .venv/bootstrap.stamp
	@$(COMPILE) $(ARGS) --group bootstrap -o requirements/bootstrap.lock
	@$(COMPILE) $(ARGS) pyproject.toml --group build -o requirements/run.lock
	@$(COMPILE) $(ARGS) pyproject.toml --group build --group dev -c requirements/run.lock -o requirements/test.lock

clean:
	rm -rf .venv sbom dashboard/node_modules dashboard/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A working environment that is there already is kept: an upgrade of the lock files must not take it from under a server.
.venv/bootstrap.stamp: requirements/bootstrap.lock
	@if $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then exit 0; fi; \
	found=; for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'Python 3.11 of nieuwer ontbreekt. Installeer die, en start make opnieuw.' >&2; exit 1; fi; \
	if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "De module venv ontbreekt bij $$found. Op Debian en Ubuntu: apt install python3-venv" >&2; exit 1; fi; \
	echo 'Python: eigen omgeving maken in .venv (een halve minuut, alleen de eerste keer).'; \
	"$$found" -m venv --clear .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@touch $@

# Compiled once here: a process that starts is not to compile a thousand modules, whatever its surroundings say about bytecode.
.venv/run.stamp: .venv/bootstrap.stamp requirements/run.lock pyproject.toml
	@echo 'Python: pakketten installeren, met PostgreSQL en Node (een halve minuut, alleen de eerste keer).'
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements/run.lock
	@$(UV) pip install -q --compile-bytecode --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.lock
	@echo 'Python: gereedschap voor tests en controles installeren.'
	@$(UV) pip install -q --compile-bytecode --python $(PY) --require-hashes -r requirements/test.lock
	@touch $@
