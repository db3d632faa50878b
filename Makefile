# One verb for each thing a person does. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev train run shell ask test test-fast test-long coverage lint check widget format lock audit bench clean
BIN := .venv/bin
# Two workers, each with servers of its own; a file stays on one, so that it starts them once.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile

help: ## list these verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install into .venv and train the model
	@tools/setup.sh
	@$(BIN)/ppi-guide train

run: setup ## serve at http://localhost:5005
	@$(BIN)/ppi-guide run

setup-dev:
	@tools/setup.sh dev
	@$(BIN)/ppi-guide train

shell: setup ## talk to the assistant in the terminal
	@$(BIN)/ppi-guide shell

test: setup-dev ## run all tests
	@$(PYTEST)

test-fast: ## run the tests that need no model, in a minute
	@tools/setup.sh dev
	@$(PYTEST) -m "not model and not slow"

lint: ## style and types, in seconds, without a model
	@tools/setup.sh dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check: lint setup-dev ## lint, then cards, training data, entry points
	@tools/check_environment.sh
	@$(BIN)/ppi-guide check

widget: ## build the website widget (needs Node) into web/dist
	@cd web/widget && npm ci --silent --no-audit --no-fund && npm run --silent check && npm run --silent build

test-long: setup-dev ## run all tests with their full counts
	@LONG=1 $(PYTEST)

# Without the tests that watch what is written: they would see what is written to measure.
coverage: setup-dev ## all tests, and which lines none of them runs, into reports/
	@rm -rf reports/coverage
	@$(BIN)/coverage run -m pytest -n 2 --dist loadfile --ignore tests/faults/test_silence.py
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report > reports/coverage.txt
	@tail -n 1 reports/coverage.txt

format: ## format the code
	@tools/setup.sh dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## write the locks anew from pyproject.toml
	@tools/lock.sh

audit: setup ## known faults, licences and bills of materials, into reports/
	@tools/audit.sh

bench: setup ## measure it beside Rasa's default configuration, into reports/
	@$(BIN)/python -m benchmarks.compare

clean: ## remove the trained model and caches; records in var/ are kept
	rm -rf models/ppi-guide.* .bench .rasa results .pytest_cache .mypy_cache .ruff_cache
