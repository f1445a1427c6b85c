# On a new machine: Python 3.11 or newer, with venv and pip, and make. Each command prepares .venv by itself.
.DEFAULT_GOAL := help
.PHONY: help run test coverage check format screenshots translations mutations scenarios-long machine-long click-to-board simulate-long first-token api-long reports-measure board-long boards-measure

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

run: ## serve the product, with its demo clinic, at http://127.0.0.1:8000 (PORT=8001 make run)
	@exec tools/run

test: ## run every test (make test ARGS="-k booking -x")
	@exec tools/test $(ARGS)

coverage: ## run every test and say which lines and branches none of them reaches
	@tools/test --cov --cov-report=term-missing $(ARGS)

check: ## format, lint, types, layers, templates
	@tools/environment dev && exec .venv/bin/python tools/check.py

format: ## bring code and templates into the one format
	@tools/environment dev && .venv/bin/ruff format && .venv/bin/ruff check --fix-only && .venv/bin/djlint --quiet --reformat templates

screenshots: ## take the pictures of the README
	@tools/environment dev && exec .venv/bin/python -m tools.screenshots

translations: ## bring the translations up to date with the sources, and name the texts that have none
	@tools/environment dev && exec .venv/bin/python -m tools.translations

mutations: ## break one rule at a time and count what the tests notice (SEED=7 COUNT=50 FIRST=0)
	@tools/environment dev && exec .venv/bin/python -m tools.mutations

scenarios-long: ## compare many random scenarios with the reference model (FIRST=0 COUNT=5000)
	@OPD_RANDOM_FIRST=$(or $(FIRST),0) OPD_RANDOM_SCENARIOS=$(or $(COUNT),5000) tools/test -q tests/simulation/test_random_scenarios.py

machine-long: ## let the state machine of the services run for long (EXAMPLES=1000)
	@OPD_MACHINE_EXAMPLES=$${EXAMPLES:-1000} tools/test tests/services/test_machine.py && cat test-results/machine-*.txt

click-to-board: ## measure the time from the nurse's click to the changed board, median of 20
	@tools/test tests/browser/test_story.py -k click && cat test-results/click-to-board.txt

simulate-long: ## play many simulated days under every policy, and the oracle's questions at 200,000 runs
	@tools/test -q tests/simulation/long_days.py

first-token: ## measure from a clone without anything installed to the first page and the first booked token
	@tools/environment dev && exec .venv/bin/python -m tools.first_token

api-long: ## make up many calls of the HTTP API from its description, on both databases (EXAMPLES=300)
	@OPD_API_EXAMPLES=$(or $(EXAMPLES),300) tools/test -q tests/api/test_generated.py && cat test-results/api-*.txt

reports-measure: ## time every report and the audit on a throw-away PostgreSQL with many tokens (TOKENS=2000000)
	@tools/environment dev && exec .venv/bin/python -m tools.many_tokens

board-long: ## leave a board open through many changes, and write its elements and heap (CHANGES=10000)
	@OPD_BOARD_CHANGES=$(or $(CHANGES),10000) tools/test -q tests/browser/test_board_life.py -k many_changes && cat test-results/board-heap.txt

boards-measure: ## measure from a call to the screen with many boards connected (CLIENTS=1,100,500 CALLS=200)
	@tools/environment dev && exec .venv/bin/python -m tools.boards_measure --clients $(or $(CLIENTS),1,100,500) --calls $(or $(CALLS),200)
