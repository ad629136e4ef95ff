# Điểm Cầu. `make run` starts it; `make test` is what CI runs. Everything made lies in .venv, web_client/node_modules,
# web_client/dist and the data folder. A step runs again only when what it was made from has changed.

PORT ?= 8080
DATA ?= data
KILLS ?= 200
SEED ?= 1

VENV := .venv
PYTHON_RUN := $(VENV)/.installed-run
PYTHON_DEV := $(VENV)/.installed-dev
PYTHON_PEERS := $(VENV)/.installed-peers
WEB_PACKAGES := web_client/node_modules/.installed
WEB_PAGES := web_client/dist/index.html
WEB_SOURCES := $(shell find web_client -name node_modules -prune -o -name dist -prune -o -type f -print 2>/dev/null)

.PHONY: run test soak peers lint pages pictures help

help:
	@echo "make run       start the server with a demo conference     PORT=$(PORT) DATA=$(DATA)"
	@echo "make test      every lint, type check and test"
	@echo "make soak      kill servers and databases under check-ins, and check    KILLS=$(KILLS) SEED=$(SEED)"
	@echo "make peers     try it with other programs: nginx, Caddy, coturn, Janus, Prometheus, systemd, hadolint"
	@echo "make lint      lint, format and types only"
	@echo "make pages     build the web client only"
	@echo "make pictures  take the pictures of the documents anew, from the real pages"

run: $(PYTHON_RUN) $(WEB_PAGES)
	@exec $(VENV)/bin/diemcau up --port $(PORT) --data $(DATA)

test: $(PYTHON_DEV) $(WEB_PAGES)
	@sh config/setup/programs.sh
	@$(VENV)/bin/python .ci/suites.py

soak: $(PYTHON_DEV)
	@$(VENV)/bin/python -m tests.soak --kills $(KILLS) --seed $(SEED)

peers: $(PYTHON_PEERS) $(WEB_PAGES)
	@sh config/setup/programs.sh
	@sh config/setup/peers.sh
	@$(VENV)/bin/python .ci/suites.py --only peers

lint: $(PYTHON_DEV) $(WEB_PACKAGES)
	@$(VENV)/bin/python .ci/suites.py --only lint

pages: $(WEB_PAGES)

pictures: $(PYTHON_DEV) $(WEB_PAGES)
	@sh config/setup/programs.sh
	@$(VENV)/bin/python -m tests.end_to_end.pictures docs/pictures

$(PYTHON_RUN): pyproject.toml
	@sh config/setup/python.sh run

$(PYTHON_DEV): pyproject.toml
	@sh config/setup/python.sh dev

$(PYTHON_PEERS): pyproject.toml
	@sh config/setup/python.sh peers

$(WEB_PACKAGES): web_client/package.json web_client/package-lock.json | $(PYTHON_RUN)
	@sh config/setup/web.sh install

$(WEB_PAGES): $(WEB_PACKAGES) $(WEB_SOURCES)
	@sh config/setup/web.sh build
