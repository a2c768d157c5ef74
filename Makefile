# make run: set up, ingest the samples, serve them.  make test: set up, and run every test.
PYTHON ?= python3
PORT ?= 8000
LIBRARY ?= data/library
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup run test test-faults lint browser lock screenshot bench-extraction bench-engine bench-ingest bench-relevance bench-passages bench-web bench-check clean

setup: $(VENV)/.installed

run: setup
	$(BIN)/vade ingest data/samples --library $(LIBRARY)
	exec $(BIN)/vade serve --library $(LIBRARY) --port $(PORT)

test: $(VENV)/.tested-with browser lint
	$(BIN)/pytest --numprocesses auto --dist loadfile

# Kills an update at each of its file calls, cuts the power at each, and kills an ingest at fifty moments: ten minutes.
test-faults: $(VENV)/.tested-with
	FAULTS=1 $(BIN)/pytest tests/test_crash.py tests/test_kill.py

# The picture in the README.
screenshot: $(VENV)/.tested-with browser
	PYTHONPATH=.:tests $(BIN)/python tests/screenshot.py

# Needs EVAL, a folder with bench.py and its corpora of pages whose text, titles, authors and dates people marked.
EVAL ?= ../shared/eval/extraction
BENCH_ENV := EVAL_OUT=$(CURDIR)/build/bench PYTHONPATH=$(CURDIR)
RELEVANCE ?= ../shared/eval/relevance

bench-relevance: $(VENV)/.tested-with
	@test -f $(RELEVANCE)/score.py || { echo "$(RELEVANCE)/score.py is not there: name its folder with RELEVANCE=" >&2; exit 1; }
	$(BIN)/python tests/benchmarks/relevance.py $(RELEVANCE)

# Asks the questions in tests/benchmarks/passages.tsv; OPTIONS=--misses names those that were not answered, of the half
# that is not held out, and OPTIONS=--keep takes the libraries of the last run.
PASSAGE_PACKAGES := postgresql-doc-15 python3.11-doc python-django-doc debian-handbook cppreference-doc-en-html
OPTIONS ?=
bench-passages: $(VENV)/.tested-with
	@test -d build/bench-passage-docs || $(MAKE) -s build/bench-passage-docs || \
		echo "bench-passages is skipped: none of $(PASSAGE_PACKAGES) can be downloaded with apt-get here" >&2
	@test ! -d build/bench-passage-docs || \
		$(BIN)/python tests/benchmarks/passages.py build/bench-passage-docs build/bench-passages $(OPTIONS)

# Compares the servers; it wants wrk, kiwix-tools and zim-tools of Debian, and says so.
bench-web: $(VENV)/.tested-with
	@test -d $(PAGES) || $(MAKE) -s build/bench-postgresql
	$(BIN)/python tests/benchmarks/web.py $(PAGES) build/bench-web

# A package that is not to be had is left out.
build/bench-passage-docs:
	@command -v apt-get >/dev/null && command -v dpkg >/dev/null
	mkdir -p $@.debs
	cd $@.debs && for package in $(PASSAGE_PACKAGES); do apt-get download -q $$package || true; done
	for deb in $@.debs/*.deb; do dpkg -x $$deb $@.part || exit 1; done
	mv $@.part $@

bench-extraction: $(VENV)/.tested-with
	@test -f $(EVAL)/bench.py || { echo "$(EVAL)/bench.py is not there: name its folder with EVAL=" >&2; exit 1; }
	$(PYTHON) -m venv build/bench-venv
	build/bench-venv/bin/pip install -q lxml rapidfuzz python-dateutil
	cd $(EVAL) && $(BENCH_ENV) $(CURDIR)/build/bench-venv/bin/python bench.py run vademecum --force \
		--extractor extraction:extract --path $(CURDIR)/tests/benchmarks --python $(CURDIR)/$(BIN)/python
	cd $(EVAL) && $(BENCH_ENV) $(CURDIR)/build/bench-venv/bin/python bench.py speed vademecum \
		--extractor extraction:extract --path $(CURDIR)/tests/benchmarks --python $(CURDIR)/$(BIN)/python
	cd $(EVAL) && $(BENCH_ENV) $(CURDIR)/build/bench-venv/bin/python bench.py speed lxml_alone \
		--extractor extraction:parse_alone --path $(CURDIR)/tests/benchmarks --python $(CURDIR)/$(BIN)/python
	cd $(EVAL) && $(BENCH_ENV) $(CURDIR)/build/bench-venv/bin/python bench.py table

# Compares the engine with its peers over N sections of Debian's documentation; DOCS names a folder that holds HTML
# pages already, RELEVANCE one with collections of abstracts, and JSON a file for the numbers.
N ?= 200000
DOCS ?= build/bench-docs
RELEVANCE ?= ../shared/eval/relevance
JSON ?= build/bench-engine.json
BENCH_PACKAGES := postgresql-doc-15 python3.11-doc cppreference-doc-en-html libboost1.81-doc debian-handbook \
	python-django-doc openjdk-17-doc rust-doc
BENCH_PYTHON := PYTHONPATH=$(CURDIR) build/bench-venv/bin/python
# Read once for every N up to this.
BENCH_READ := $(shell test $(N) -gt 200000 && echo $(N) || echo 200000)
BENCH_SECTIONS := build/bench-sections-$(BENCH_READ).jsonl.gz
bench-engine: | $(BIN)/python
	$(PYTHON) -m venv build/bench-venv
	build/bench-venv/bin/pip install -q --require-hashes -r requirements.txt
	build/bench-venv/bin/pip install -q rapidfuzz tantivy
	@test -f $(BENCH_SECTIONS) || test -d $(DOCS) || $(MAKE) -s build/bench-docs
	$(BENCH_PYTHON) tests/benchmarks/sections.py $(BENCH_SECTIONS) $(BENCH_READ) $(DOCS) $(wildcard $(RELEVANCE))
	$(BENCH_PYTHON) tests/benchmarks/engine.py $(N) $(BENCH_SECTIONS) build/bench-engine --json $(JSON)
	$(BENCH_PYTHON) tests/benchmarks/cores.py $(BENCH_SECTIONS) $(N)

# Ingests the pages of PostgreSQL's documentation beside recollindex and zimwriterfs, which it installs where it may, and
# many small pages; PAGES names another folder of pages. It wants a machine that does nothing else.
PAGES ?= build/bench-postgresql/usr/share/doc/postgresql-doc-15/html
RUNS ?= 3
SMALL ?= 50000
bench-ingest: setup
	@test -d $(PAGES) || $(MAKE) -s build/bench-postgresql
	$(BIN)/python tests/benchmarks/ingesting.py $(PAGES) build/bench-ingest --runs $(RUNS) --small $(SMALL) \
		--json build/bench-ingest.json

# Checks libraries of tiny articles, COUNTS of them: memory is to stay as it is, and seconds to grow as the articles do.
COUNTS ?= 20000 100000
bench-check: setup
	PYTHONPATH=$(CURDIR) $(BIN)/python tests/benchmarks/check.py build/bench-check $(COUNTS)

build/bench-docs: DEBS := $(BENCH_PACKAGES)
build/bench-postgresql: DEBS := postgresql-doc-15
build/bench-docs build/bench-postgresql:
	mkdir -p $@.debs
	cd $@.debs && apt-get download -q $(DEBS)
	for deb in $@.debs/*.deb; do dpkg -x $$deb $@.part || exit 1; done
	mv $@.part $@

lint: $(VENV)/.tested-with
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A browser, the libraries of Playwright's own node, and fonts come from Debian; without them the browser tests are
# skipped, and say why.
browser: $(VENV)/.tested-with
	@lacking="$$($(BIN)/python tests/needs.py)" || exit 1; \
	if [ -z "$$lacking" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing for the browser tests: $$lacking"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --reinstall --no-install-recommends \
			$$lacking >/dev/null || echo "Could not install: $$lacking. Browser tests may be skipped." >&2; \
	else echo "Missing: $$($(BIN)/python tests/needs.py --why). Without the right to install it (on Debian: sudo apt" \
		"install $$lacking) browser tests may be skipped." >&2; fi

# Debian keeps ensurepip, which a venv needs, in a package of its own.
$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
	else echo "Python's venv is missing. On Debian: sudo apt install python3-venv" >&2; exit 1; fi
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested-with: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Needs uv. The two files hold every version and hash, for every platform, and no address.
lock:
	uv pip compile -q pyproject.toml --group build --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.txt
	uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist data/library .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
