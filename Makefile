# One verb for each thing a person does. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup train run shell ask test test-fast test-long check widget format lock audit clean
BIN := .venv/bin

help: ## list these verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install into .venv and train the model
	@tools/setup.sh
	@$(BIN)/ppi-guide train

run: setup ## serve at http://localhost:5005
	@$(BIN)/ppi-guide run

shell: setup ## talk to the assistant in the terminal
	@$(BIN)/ppi-guide shell

test: setup ## run all tests
	@$(BIN)/python -m pytest

test-fast: ## run the tests that need no model
	@tools/setup.sh
	@$(BIN)/python -m pytest -m "not model"

check: setup ## lint, types, cards, training data, entry points
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@tools/check_environment.sh
	@$(BIN)/ppi-guide check

widget: ## build the website widget (needs Node) into web/dist
	@cd web/widget && npm ci --silent --no-audit --no-fund && npm run --silent check && npm run --silent build

test-long: setup ## run all tests with their full counts
	@LONG=1 $(BIN)/python -m pytest

format: ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## write requirements.lock anew from pyproject.toml
	@tools/lock.sh

audit: setup ## known faults, licences and bills of materials, into reports/
	@tools/audit.sh

clean: ## remove the trained model and caches; records in var/ are kept
	rm -rf models/ppi-guide.* .rasa results .pytest_cache .mypy_cache .ruff_cache
