# Skerry. `make demo` and `make test` each do all they need from a fresh checkout.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin

PYTEST := $(BIN)/pytest -q

# Every command beside the Debian package that holds it.
NEEDED := python:venv=python3+python3-venv lib:libseccomp.so.2=libseccomp2 mke2fs=e2fsprogs debugfs=e2fsprogs
COMPILER := cc=gcc+libc6-dev headers:python=python3-dev
ORACLES := fls=sleuthkit mkfs.vfat=dosfstools mkntfs=ntfs-3g mkfs.exfat=exfatprogs \
	mkapfs=apfsprogs ewfacquire=ewf-tools mcopy=mtools genisoimage=genisoimage md5deep=hashdeep \
	pg_ctlcluster=postgresql java=default-jre-headless mvn=maven kcat=kcat

.PHONY: help
help:
	@echo 'make demo     build a phone image, examine it, show what was found'
	@echo 'make test     every test'
	@echo 'make check    format, lint, types and the fast tests'
	@echo 'make kafka    an Apache Kafka broker in the foreground, to try the monitor on'
	@echo 'make bench    figures beside a floor, with the machine'
	@echo 'make install  .venv with the command .venv/bin/skerry'
	@echo 'make lock     renew requirements.lock'
	@echo 'make clean    remove what was built'

.PHONY: install
install: .venv/.installed

# The stamp is written last: an installation that was broken off is done again.
.venv/.installed: requirements.lock pyproject.toml $(wildcard hashsets/native/*.[ch] keywords/native/*.[ch])
	@scripts/debian-packages $(NEEDED)
	@scripts/debian-packages --optional $(COMPILER)
	@python=$$(scripts/find-python) || { \
		echo 'Skerry needs Python 3.11, 3.12 or 3.13 with venv; none was found.' >&2; exit 1; }; \
	if $(BIN)/python -c 'import pip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
		then :; else echo "Creating .venv with $$python"; "$$python" -m venv --clear .venv; fi
	@echo 'Installing the locked packages (a minute or so the first time)'
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

# Tools that only widen the tests; those tests skip where a tool is missing.
.venv/.oracles: .venv/.installed
	@scripts/debian-packages --optional $(ORACLES)
	@touch $@

.PHONY: demo
demo: install
	@$(BIN)/python -m examples.run_demo demo

.PHONY: test
test: install .venv/.oracles
	$(PYTEST) -n 2

.PHONY: check
check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(PYTEST) -n 2 -m 'not slow'

.PHONY: kafka
kafka: install
	@scripts/debian-packages java=default-jre-headless mvn=maven
	@$(BIN)/python -m examples.kafka build/kafka $(KAFKA)

.PHONY: bench
bench: install
	$(BIN)/python -m benchmarks

# uv only resolves; it is not needed to install.
.PHONY: lock
lock: install
	@test -x build/uv/bin/uv || { $(BIN)/python -m venv build/uv && build/uv/bin/pip install -q uv; }
	build/uv/bin/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
		--upgrade --python-version 3.11 --no-config --no-emit-index-url --no-emit-find-links \
		--custom-compile-command 'make lock' --group dev pyproject.toml -o requirements.lock

.PHONY: clean
clean:
	rm -rf .venv build demo skerry.egg-info .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
