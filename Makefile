# Two commands on a fresh machine: `make demo` and `make test`. Each does its
# own set-up; what is missing is named in one line.

DATA ?= $(if $(LONGTAIL_DATA),$(LONGTAIL_DATA),../shared/data)/online-retail
BUILD := build
VENV := $(BUILD)/venv
PYTHON := $(VENV)/bin/python
PY_HOST ?= python3
RUST_SOURCES := $(shell find core bindings-python bindings-node examples/rust benches/native -name node_modules -prune -o \( -name '*.rs' -o -name Cargo.toml \) -print) Cargo.toml Cargo.lock

SPARK := $(BUILD)/spark-venv
.PHONY: demo demo-real test test-rust test-python test-spark test-node test-docs test-bench check bench setup clean

setup: $(BUILD)/.tools $(BUILD)/.python $(BUILD)/.node

$(BUILD)/.tools: tools/check-tools.sh
	@PY_HOST=$(PY_HOST) sh tools/check-tools.sh
	@mkdir -p $(BUILD) && touch $@

$(BUILD)/.venv: bindings-python/requirements-dev.txt bindings-python/requirements-report.txt $(BUILD)/.tools
	$(PY_HOST) -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r bindings-python/requirements-dev.txt
	@touch $@

$(BUILD)/.python: $(BUILD)/.venv $(RUST_SOURCES) $(wildcard bindings-python/python/longtail/*) bindings-python/pyproject.toml
	. $(VENV)/bin/activate && maturin develop --release --quiet --manifest-path bindings-python/Cargo.toml
	@touch $@

$(BUILD)/.npm: bindings-node/package.json bindings-node/package-lock.json $(BUILD)/.tools
	cd bindings-node && npm ci --silent
	@touch $@

$(BUILD)/.node: $(BUILD)/.npm $(RUST_SOURCES) $(wildcard bindings-node/ts/*.ts) bindings-node/tsconfig.json
	cargo build --release --quiet -p longtail-node
	cd bindings-node && npm run --silent build && node copy-addon.mjs
	@touch $@

target/release/longtail-demo: $(RUST_SOURCES) $(BUILD)/.tools
	cargo build --release --quiet -p longtail-example

demo: setup target/release/longtail-demo
	@$(PYTHON) examples/company/generate.py $(BUILD)/company
	@cp examples/company/rulebook.yaml $(BUILD)/company/rulebook.yaml
	@$(PYTHON) examples/run_demo.py $(BUILD)/company $(BUILD)/demo

demo-real: setup target/release/longtail-demo
	@$(PYTHON) examples/online_retail.py $(DATA) $(BUILD)/online-retail
	@$(PYTHON) examples/run_demo.py $(BUILD)/online-retail $(BUILD)/demo-real

target/release/longtail-bench: $(RUST_SOURCES) $(BUILD)/.tools
	cargo build --release --quiet -p longtail-bench

test: check test-rust test-python test-spark test-node test-docs test-bench

check: $(BUILD)/.tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

test-rust: $(BUILD)/.tools
	cargo test --quiet -p longtail

test-python: $(BUILD)/.python target/release/longtail-demo $(BUILD)/.node
	cd bindings-python && ../$(PYTHON) -m mypy --strict python tests && ../$(PYTHON) -m mypy.stubtest longtail --ignore-missing-stub --mypy-config-file pyproject.toml
	cd bindings-python && ../$(PYTHON) -m pytest
	$(PYTHON) -m pytest -q examples/tests

# Spark wants an older pandas, so it has an environment of its own; the package in it is
# the one built for the other tests.
$(BUILD)/.spark: bindings-python/requirements-spark.txt $(BUILD)/.tools
	$(PY_HOST) -m venv $(SPARK)
	$(SPARK)/bin/python -m pip install --quiet --disable-pip-version-check -r bindings-python/requirements-spark.txt
	echo "$(CURDIR)/bindings-python/python" > $$($(SPARK)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/longtail.pth
	@touch $@

test-spark: $(BUILD)/.python
	@if command -v java >/dev/null; then \
		$(MAKE) --no-print-directory $(BUILD)/.spark && \
		cd bindings-python && ../$(SPARK)/bin/python -m pytest spark_tests; \
	else echo "test-spark: skipped, there is no Java"; fi

test-node: $(BUILD)/.node
	cd bindings-node && npm test --silent && npm run --silent test:probe

test-docs: $(BUILD)/.python $(BUILD)/.node
	$(PYTHON) docs/snippets/run.py
	node docs/snippets/run.mjs
	$(PYTHON) -m mkdocs build --quiet --strict --site-dir $(BUILD)/site

test-bench: setup target/release/longtail-bench
	$(PYTHON) benches/check_counts.py
	$(PYTHON) benches/run.py --check
	$(PYTHON) benches/figures/run.py --check

bench: setup target/release/longtail-bench
	$(PYTHON) benches/run.py

clean:
	rm -rf $(BUILD) target bindings-node/dist bindings-node/node_modules bindings-node/longtail.node
