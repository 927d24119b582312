# Needs only Python 3.11 or later with venv and pip, make and git. Everything else is in .venv/.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
# Engines beyond one machine, each in an environment of its own that sees the packages of the first: with pandas
# beside them other packages would load it.
SAIL := .venv/sail
SPARK := .venv/spark
# What looks at pages, papers and a database as their readers do: it drives the programs that `make tools` installs.
TOOLS := .venv/tools
# Each program and the Debian packages that bring it: a machine with a Node.js of its own, say, refuses Debian's npm.
PROGRAMS := java chromium-headless-shell soffice pdftotext npm pg_ctlcluster sshd
PACKAGES_java := openjdk-17-jre-headless
PACKAGES_chromium-headless-shell := chromium-headless-shell fonts-noto-core fonts-liberation
PACKAGES_soffice := libreoffice-calc-nogui libreoffice-writer-nogui
PACKAGES_pdftotext := poppler-utils
PACKAGES_npm := npm
PACKAGES_pg_ctlcluster := postgresql
PACKAGES_sshd := openssh-server
MISSING = $(foreach program,$(PROGRAMS),$(if $(shell command -v $(program)),,$(PACKAGES_$(program))))
# What makes the documentation site.
SITE := .venv/site
# What looks at the packages themselves, apart from them.
AUDIT := .venv/audit
# What makes up bytes for the readers.
FUZZ := .venv/fuzz
FUZZ_SECONDS := 600
# What the benchmarks compare with, each in an environment of its own.
PEERS := .venv/bench-dbt .venv/bench-pandas
PURELIB := -c 'import sysconfig; print(sysconfig.get_path("purelib"))'

INSTALL := pip install --disable-pip-version-check --quiet --no-deps
# Modules are compiled as they are used: most never are. Not so those of the first, whose server would start slowly.
INSTALL_BESIDE := $(INSTALL) --no-compile

DEMO := demo
DEMO_AS_OF := 2026-10-01T00:00:00
DEMO_PERIOD := 2026
# The demo's Prefect keeps its database here, never in the user's own ~/.prefect, and reports to nobody.
PREFECT_ENV := DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false PREFECT_HOME=$(CURDIR)/$(DEMO)/.prefect

# Where Python is told to keep nothing it compiled, each of the many processes of a night or a test compiles it all again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test tools test-tools test-spark test-papers test-site privacy faults fuzz lint types check bench audit docs site pictures lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s%s\n", $$1, $$2}'

# The lock names every package, so none is looked up besides (--no-deps).
# Made again when the lock or the project's own metadata changed; otherwise this costs nothing.
$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m $(INSTALL) --require-hashes -r requirements.lock
	$(BIN)/python -m $(INSTALL) --no-build-isolation --editable .
	touch $(READY)

.venv/%/.ready: requirements-%.lock $(READY)
	test -x .venv/$*/bin/python || $(BIN)/python -m venv .venv/$*
	echo "import site; site.addsitedir('$$($(BIN)/python $(PURELIB))')" > "$$(.venv/$*/bin/python $(PURELIB))/first.pth"
	.venv/$*/bin/python -m $(INSTALL_BESIDE) --require-hashes -r $<
	touch $@

.venv/bench-%/.ready: requirements-bench-%.lock $(READY)
	test -x .venv/bench-$*/bin/python || $(BIN)/python -m venv .venv/bench-$*
	.venv/bench-$*/bin/python -m $(INSTALL_BESIDE) --require-hashes -r $<
	touch $@

demo: $(READY) ## run the nightly flow on the sample exports in demo/ and print the scorecard
	rm -rf $(DEMO)
	mkdir $(DEMO)
	cp sample_data/par-metrics.toml $(DEMO)/
	$(BIN)/par-metrics --workspace $(DEMO) init
	cp sample_data/exports/* $(DEMO)/inbox/
	$(PREFECT_ENV) $(BIN)/python -m flows.nightly --workspace $(DEMO) --as-of $(DEMO_AS_OF)
	$(BIN)/par-metrics --workspace $(DEMO) scorecard --period $(DEMO_PERIOD) --as-of $(DEMO_AS_OF)
	@echo "Trang bảng điểm / page: $(DEMO)/published/latest/scorecard.html"
	@echo "Kết quả / outputs: $(DEMO)/published/latest"

# Four at a time, a file in one worker (tests/conftest.py), in the order collected: the folders with the longest tests
# come first. Some wait for processes, servers and disks, so two cores are busy with four; polars starts no threads beside them.
# Each worker of Sail has a server that is busy itself.
test: $(READY) $(SAIL)/.ready ## run all tests, those of engines on DuckDB and on Sail
	$(SAIL)/bin/python -m pytest --engine sail --no-skips --numprocesses 2 --dist loadfile tests/spec tests/spark
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder \
		--ignore tests/tools --ignore tests/site

tools: $(SPARK)/.ready $(TOOLS)/.ready $(SITE)/.ready ## install what test-tools needs: Spark, a browser, an office, a database server, what makes the site; programs from Debian, if missing
	$(if $(MISSING),apt-get update -q && apt-get install -qy --no-install-recommends $(MISSING))
	test -d .venv/npm/node_modules/axe-core || npm install --silent --no-save --prefix .venv/npm axe-core@4.14.1

# Side by side: Spark is busy on one core, as a rule.
test-tools: ## run the tests of engines on Spark itself, those of pages, papers and tables in a browser, an office and a database server, and of the site
	$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-spark test-papers test-site

test-spark:
	$(SPARK)/bin/python -m pytest --engine spark --no-skips tests/spark tests/spec

test-papers:
	POLARS_MAX_THREADS=1 $(TOOLS)/bin/python -m pytest --no-skips --numprocesses 2 --dist loadfile --ignore tests/tools/test_site.py tests/tools

# A warning while it is built is an error; what was built is then opened in a browser.
test-site: site
	POLARS_MAX_THREADS=1 $(SITE)/bin/python -m pytest --no-skips tests/site
	$(TOOLS)/bin/python -m pytest --no-skips tests/tools/test_site.py

privacy: $(READY) ## plant made-up personal values everywhere and look for them in all that is kept and said
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest tests/privacy

faults: $(READY) ## turn 600 bits over, kill 500 nights, attack the open data of 124 units, count 7 made-up offices: none may give a wrong figure
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist load --flips 600 --kills 500 --open-units 124 --seeds 7 \
		tests/faults/test_bit_flips.py tests/faults/test_random_kills.py tests/soundness/test_open_data_attack.py \
		tests/test_engine_agrees_with_oracle.py

# What is found lies in build/fuzz; new ways through the code in build/fuzz/corpus.
fuzz: $(FUZZ)/.ready ## give the readers made-up bytes for ten minutes (FUZZ_SECONDS=...)
	mkdir -p build/fuzz/corpus
	POLARS_MAX_THREADS=1 $(FUZZ)/bin/python -m tests.fuzz.readers -max_total_time=$(FUZZ_SECONDS) -timeout=60 -rss_limit_mb=3000 \
		-max_len=20000 -artifact_prefix=build/fuzz/ build/fuzz/corpus tests/fuzz/corpus

lint: $(READY) ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## check types
	$(BIN)/mypy

check: ## what CI runs: lint, types, tests, and the wheel in a clean environment
	bash .ci/run

# A peer that cannot be had is left out, and the benchmarks say so. BENCH="--sizes 100000 1000000 5000000" for more.
bench: $(READY) ## measure times at scale and beside others, and write docs/performance.md
	for peer in $(PEERS); do $(MAKE) --no-print-directory $$peer/.ready || echo "$$peer cannot be made here"; done
	$(BIN)/python -m benchmarks $(BENCH)

# What the lock names is looked up, not what happens to lie in .venv.
audit: $(AUDIT)/.ready ## look for known vulnerabilities; write what is installed (SBOM) and its licences to build/
	mkdir -p build
	rm -f build/vulnerabilities.json
	$(AUDIT)/bin/cyclonedx-py environment --output-reproducible --output-file build/sbom.cdx.json $(BIN)/python
	$(AUDIT)/bin/pip-licenses --python $(BIN)/python --order license --format markdown --output-file build/licences.md
	-$(AUDIT)/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip --progress-spinner off \
		--format json --output build/vulnerabilities.json 2>/dev/null
	$(BIN)/python .ci/audit.py build/vulnerabilities.json

docs: $(READY) ## write the reference pages anew and run the examples in the documentation
	$(BIN)/python docs/build_reference.py
	$(BIN)/python -m pytest tests/docs

site: $(SITE)/.ready ## build the documentation site in build/site, to be opened from its folder; a warning is an error
	POLARS_MAX_THREADS=1 $(SITE)/bin/python -m docs.site.build

pictures: $(TOOLS)/.ready ## make the pictures of the guides anew: what an officer sees
	$(TOOLS)/bin/python -m docs.build_pictures

# All but spark, whose packages are in an environment of their own.
EXTRAS := $(addprefix --extra ,charts flows postgres reports sources)
# Hashes of every platform's files and markers instead of one platform's answer; no index addresses.
lock: $(READY) ## write the locks anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev $(EXTRAS) --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-strip-extras --quiet \
		--custom-compile-command "make lock" --output-file requirements.lock
	for engine in sail spark tools site fuzz audit; do $(BIN)/uv pip compile --group $$engine --constraint requirements.lock \
		--universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-strip-extras --quiet \
		--custom-compile-command "make lock" --output-file requirements-$$engine.lock || exit 1; done
	sed -n 's/^\(duckdb==[^ ]*\).*/\1/p' requirements.lock > .venv/same-engine.txt
	for peer in bench-dbt bench-pandas; do $(BIN)/uv pip compile --group $$peer --constraint .venv/same-engine.txt \
		--universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-strip-extras --quiet \
		--custom-compile-command "make lock" --output-file requirements-$$peer.lock || exit 1; done

clean: ## remove what the other targets made
	rm -rf .venv $(DEMO) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find par_metrics schemas flows tests -name __pycache__ -type d -prune -exec rm -rf {} +
