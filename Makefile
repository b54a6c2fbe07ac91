# Everything a person or CI runs. `make run` and `make test` set up what they lack.
SHELL := /bin/bash
PORT ?= 5005
export PYTHONWARNINGS ?= ignore
export PORT RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1
export WENGUAN_DB ?= $(CURDIR)/var/conversations.db
PYTHON := .venv/bin/python

.PHONY: run test lint check train report bench sync lock env widget schemathesis clean

run: env widget train  ## start the assistant and print its address
	@mkdir -p var
	@exec $(PYTHON) -m wenguan.cli serve --port $(PORT)

test: env widget schemathesis check train  ## run all tests
	$(PYTHON) -m pytest --ignore=tests/browser
	$(PYTHON) -m pytest tests/browser  # apart: Playwright keeps an event loop running in its process

lint: env  ## style and types
	$(PYTHON) -m ruff check wenguan actions tests benchmarks
	$(PYTHON) -m mypy

check: env  ## prove that knowledge is sound
	@$(PYTHON) -m wenguan.cli check

train: env  ## train the model when anything it is made from changed
	@$(PYTHON) -m wenguan.cli train

report: train  ## measure understanding and write report/index.html
	$(PYTHON) -m wenguan.cli report

bench: train  ## measure speed beside named peers
	$(PYTHON) -m benchmarks

sync: env  ## write domain.yml and rules from knowledge
	@$(PYTHON) -m wenguan.cli sync

lock:  ## pin what is required, hashes without addresses
	uv pip compile --python-version 3.10 requirements.in -o requirements.lock --generate-hashes --no-emit-index-url --no-header -q
	cd tests/channels/contract && uv pip compile --python-version 3.10 requirements.in -o requirements.lock --generate-hashes --no-emit-index-url --no-header -q

env:
	@bash scripts/environment.sh

schemathesis: env
	@bash scripts/schemathesis.sh

widget: env
	@bash scripts/widget.sh

clean:  ## remove everything that is built
	rm -rf .venv .tools .rasa models var report widget/dist widget/node_modules
