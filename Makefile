# Two commands on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# A command that fails in the middle of a pipe fails the whole line.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

.PHONY: demo test evidence verify test-generative privacy fuzz hostile described exchange lforms sandbox conformance lint bench bench-cohort bench-cold bench-explorer bench-service mutation bench-questions readings docs site site-axe certificate golden release clean help

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

.venv/core: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/all: .venv/core
	$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev
	@touch $@

.venv/bench: .venv/all
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@

# Types in the JavaScript of the explorer are checked here alone: neither a user nor the wheel needs Node.
.venv/node: Makefile
	npm install --silent --prefix $@ --no-save typescript@5.9.3
	@touch $@

# A form viewer that others wrote, which the tests of FHIR fill where it is there.
.venv/lforms: Makefile
	npm install --silent --legacy-peer-deps --prefix $@ --no-save lforms@40.1.3
	@touch $@

.venv/described: .venv/all
	$(BIN)/python -m pip install --quiet --group described
	@touch $@

.venv/release: .venv/all
	$(BIN)/python -m pip install --quiet --group release
	@touch $@

.venv/mutation: .venv/all
	$(BIN)/python -m pip install --quiet --group mutation
	@touch $@

demo: .venv/core  ## set up, and show that need and severity are two things, on the OCD pair of the FAQ
	@$(BIN)/python examples/demo.py

test: .venv/all  ## set up, and pass the tests; with ALL=1 also those that start a browser, Node or Java, or build the site
	$(BIN)/pytest -n 2 --dist loadgroup $(if $(CI)$(ALL),,--without-programs)
	$(BIN)/thrive-rules lint
	$(BIN)/thrive-rules test | tail -3
	$(BIN)/thrive-rules verify | tail -1

evidence: .venv/bench  ## what takes hours, with its results in docs/evidence.md: make evidence ONLY="privacy fuzz" COUNT=200000
	$(BIN)/python tests/evidence.py $(ONLY)

verify: .venv/all  ## prove the rules that ship anew
	$(BIN)/thrive-rules verify

test-generative: .venv/all  ## the property tests with a large budget: make test-generative EXAMPLES=20000
	EXAMPLES=$(or $(EXAMPLES),5000) HYPOTHESIS_PROFILE=generative $(BIN)/pytest tests/laws tests/spec tests/engines/test_conformance.py -n 2 --dist loadgroup

privacy: .venv/all  ## pairs of cases that differ only in what is hidden, and who may see what: make privacy PAIRS=200000 SEED=1
	SEED=$(or $(SEED),0) PAIRS=$(or $(PAIRS),200000) EVERY=1 nice -n 10 $(BIN)/pytest tests/conversations/test_privacy.py tests/severity/test_as_seen_by.py -n 2

fuzz: .venv/all  ## many wrong files, each read or refused in our words: make fuzz SEED=1 COUNT=200000
	SEED=$(or $(SEED),0) COUNT=$(or $(COUNT),200000) nice -n 10 $(BIN)/pytest tests/fuzz -n 2

hostile: .venv/all  ## many wrong bodies, each answered or refused by the service in our words: make hostile SEED=1 COUNT=100000
	SEED=$(or $(SEED),0) COUNT=$(or $(COUNT),100000) nice -n 10 $(BIN)/pytest tests/service/test_hostile_bodies.py -n 2

described: .venv/described  ## whatever fits the description of the routes over HTTP, and what does not: make described EXAMPLES=50 SEED=1
	PYTHONPATH=tests:tests/service SEED=$(or $(SEED),0) EXAMPLES=$(or $(EXAMPLES),50) nice -n 10 $(BIN)/python tests/service/described.py

exchange: .venv/all  ## cases out as answers of a FHIR form and back: make exchange CASES=100000
	EXCHANGED=$(or $(CASES),100000) HYPOTHESIS_PROFILE=generative nice -n 10 $(BIN)/pytest tests/exchange/test_response.py -k comes_back -n 0

lforms: .venv/lforms  ## set up LHC-Forms, for the test that fills a form in a browser

sandbox: .venv/all  ## the CDS Hooks sandbox as a client, in a browser: make sandbox SANDBOX=DIR, a clone of cds-hooks/sandbox on GitHub
	cd $(SANDBOX) && npm ci --silent --legacy-peer-deps --ignore-scripts && npx webpack --config webpack.config.prod.js
	SANDBOX=$(SANDBOX) $(BIN)/pytest tests/service/test_sandbox_in_browser.py -n 0

conformance: .venv/all  ## JavaScript beside Python, byte for byte: make conformance CASES=20000 RULES=1000 SEED=1
	PYTHONPATH=tests:tests/explorer nice -n 10 $(BIN)/python tests/explorer/conformance.py --cases $(or $(CASES),20000) --rules $(or $(RULES),1000) --seed $(or $(SEED),0)

lint: .venv/all .venv/node  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.venv/node/node_modules/.bin/tsc --noEmit -p src/thrive_rules/explorer/js/jsconfig.json

bench: .venv/bench  ## one case beside other engines, in one run, as ratios
	$(BIN)/python tests/benchmarks/one_case.py $(if $(BENCH_SECONDS),--seconds $(BENCH_SECONDS)) $(if $(BENCH_JSON),--json $(BENCH_JSON))

bench-cohort: .venv/bench  ## a cohort beside other engines, in one run, as ratios: make bench-cohort BENCH_ROWS=20000
	$(BIN)/python tests/benchmarks/cohort.py $(if $(BENCH_ROWS),--rows $(BENCH_ROWS) --seconds 1)

bench-cold: .venv/all  ## one answer from nothing, beside an empty program, in one run, as ratios
	$(BIN)/python tests/benchmarks/cold_start.py

bench-explorer: .venv/all  ## how large the explorer is, how soon it can be used, and how long a change takes; needs Chromium
	$(BIN)/python tests/benchmarks/explorer.py

bench-service: .venv/all  ## suggestions a second over HTTP, beside an empty FastAPI route in one run; needs wrk: make bench-service BENCH_SECONDS=20 MEMORY=200000
	$(BIN)/python tests/benchmarks/service.py --seconds $(or $(BENCH_SECONDS),10) $(if $(MEMORY),--memory $(MEMORY))

bench-questions: .venv/all  ## how many pages of questions it takes, in several orders: make bench-questions CASES=1000
	$(BIN)/python tests/benchmarks/question_order.py $(if $(CASES),--cases $(CASES))

mutation: .venv/mutation  ## small changes to what reasons, and which of them no test tells; takes hours: docs/mutation.md
	HYPOTHESIS_PROFILE=mutation nice -n 10 $(BIN)/python -m mutmut run --max-children 1 $(MUTANTS)
	$(BIN)/python -m mutmut results

readings: .venv/all  ## words, plainness and sheets of paper of every page: make readings COUNT=2000
	$(BIN)/python tests/readings.py $(or $(COUNT),2000)

docs: .venv/all  ## write the pages and schemas that are made from the code
	$(BIN)/python docs/make.py

site: .venv/all  ## build the documentation as a site in build/site, which opens from disk, with search and the explorer
	$(BIN)/python docs/website.py

site-axe: .venv/all  ## look at every page of the site for what shuts people out; needs Chromium
	EVERY=1 $(BIN)/pytest tests/contract/test_site.py -k nobody_is_shut_out -n 0

certificate: .venv/all  ## prove the rules that ship anew, and write the certificate beside them
	$(BIN)/thrive-rules verify --certificate rules/thrive/certificate.json

golden: .venv/all  ## write the golden texts anew; read the diff before you commit it
	$(BIN)/python tests/golden/texts.py

release: .venv/release  ## all of a release but the upload: build twice and compare, try the wheel on each Python here, list what is installed
	$(BIN)/python tests/release.py

clean:  ## take away what `make` set up
	rm -rf .venv build dist mutants
