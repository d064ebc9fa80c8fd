# Everything one does with this project. `make` alone lists it; `make run` starts the site.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# More arguments for the command of a target: make admin ARGS=--noinput, make test ARGS="-k search".
ARGS ?=
# What the settings need beyond the site's own packages: make installed WITH="postgresql redis".
WITH ?=
# How many processes share the tests; 0 runs them in one.
WORKERS ?= auto
export HOST PORT
# Where it is set, each of the hundreds of processes of a test run compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

venv := .venv/bin/python
python := @command -v $(PYTHON) >/dev/null || { \
	echo "$(PYTHON) is missing: install Python 3.11 or newer (Debian, Ubuntu: apt install python3-venv)," \
	"or name one, as in make run PYTHON=python3.12." >&2; exit 1; }; exec $(PYTHON)
# Writes one lock for all platforms and Python versions, which pip-compile cannot.
lock_tool := uv==0.13.9
# What some settings need, each with a requirements file of its own.
extras := metrics postgresql redis s3
# Compares with PyPI's list of known weaknesses, and installs nothing of what it looks at.
audit_tool := pip-audit==2.10.1
catalogue := locale/zh_Hans/LC_MESSAGES/django.po

.DEFAULT_GOAL := help
.PHONY: help run dev admin key wheels test test-slow lint check messages pictures page-pictures installed developing browser-tools

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the site (PORT=8000, HOST=127.0.0.1; HOST=0.0.0.0 for the whole network)
	$(python) -m scripts.run

dev: ## start it for development: errors in full, changed code reloads
	$(python) -m scripts.run dev

.PHONY: demo
demo: installed ## load two invented parks to try things with (ARGS=--remove takes them out again)
	@$(venv) manage.py prepare
	@$(venv) manage.py load_demonstration $(ARGS)

admin: installed ## create an administrator (ARGS=--noinput takes DJANGO_SUPERUSER_* from the environment)
	@$(venv) manage.py prepare
	@$(venv) manage.py createsuperuser $(ARGS)

key: installed ## create the secret key of a public site, if it has none
	@SITE_URL= SECRET_KEY= $(venv) -c "from parkplan import settings; print(settings.VAR_DIR / 'secret-key')"

wheels: ## download the packages that `make run` needs on a machine without network (WITH as for installed)
	@rm -rf wheels
	$(python) -m scripts.environment requirements.lock $(WITH:%=requirements-%.lock)
	@for lock in requirements.lock $(WITH:%=requirements-%.lock); do \
		$(venv) -m pip --disable-pip-version-check download --quiet --require-hashes --only-binary :all: \
		--dest wheels --requirement $$lock || exit 1; done
	@cd wheels && sha256sum *.whl > SHA256SUMS && sha256sum SHA256SUMS

.PHONY: read-score
read-score: developing ## print how much of the shipped article and of invented ones the reader finds
	@$(venv) -m scripts.read_score $(ARGS)

.PHONY: licences audit fuzz soak
licences: developing ## write docs/licences.md: the licences of all packages of the site
	@$(venv) -m scripts.licences $(ARGS)

audit: ## look the packages up in PyPI's list of known weaknesses (needs the network)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip --disable-pip-version-check install --quiet $(audit_tool) && \
	for lock in requirements.lock $(extras:%=requirements-%.lock); do echo "$$lock"; \
		"$$folder/bin/pip-audit" --strict --require-hashes --disable-pip --progress-spinner off \
		--requirement $$lock $(ARGS) || { echo "Not audited, or weaknesses found: see above. Where the list" \
		"of weaknesses cannot be reached, run this on a machine with access to pypi.org." >&2; exit 1; }; done

fuzz: developing ## 50,000 hostile requests on a plan of the worst texts (ARGS="--seed 7"; DATABASE_URL: an empty one)
	@$(venv) -m scripts.fuzz $(ARGS)

bench: developing ## measure speed against a bare Django view; needs wrk (ARGS="--only kept", "--many VAR")
	@$(venv) -m scripts.bench $(ARGS)

bench-databases: developing ## the same on PostgreSQL and Redis, started for it
	@$(venv) -m tests.temporary_databases $(venv) -m scripts.bench $(ARGS)

soak: developing ## half an hour of mixed load with an edit each second (ARGS="--minutes 5")
	@$(venv) -m scripts.soak $(ARGS)

.PHONY: lock
lock: ## write the lock files for changed requirements*.txt (ARGS=--upgrade: newest indirect ones)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export UV_CUSTOM_COMPILE_COMMAND="make lock" && \
	$(PYTHON) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip --disable-pip-version-check install --quiet $(lock_tool) && \
	compile="$$folder/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes" && \
	$$compile $(ARGS) --output-file requirements.lock requirements.txt && \
	for with in $(extras); do \
		$$compile $(ARGS) --output-file requirements-$$with.lock --constraint requirements.lock requirements-$$with.txt \
		|| exit 1; done && \
	$$compile $(ARGS) --output-file requirements-dev.lock --constraint requirements.lock requirements-dev.txt

test: developing browser-tools ## run the quick tests (ARGS="-k search", WORKERS=0 for one process)
	@$(venv) -m pytest -n $(WORKERS) --dist worksteal -m "not slow" $(ARGS)

test-slow: developing browser-tools ## run the slow tests: every page in a browser, large plans, all examples
	@$(venv) -m pytest -n $(WORKERS) --dist worksteal -m slow $(ARGS)

# The quick tests that ask the database, and slow ones of what the database decides; none that wait for a browser:
# what a page shows does not depend on where its rows came from.
.PHONY: test-databases
test-databases: developing ## run the tests that ask the database on PostgreSQL and Redis, started for them
	@$(venv) -m tests.temporary_databases $(venv) -m pytest -n $(WORKERS) --dist worksteal \
		-m "database and not browser and (not slow or both_databases)" $(ARGS)

lint: developing browser-tools ## style, types, templates; style sheets for old browsers, if npm is here
	@$(venv) -m ruff check .
	@$(venv) -m ruff format --check .
	@$(venv) -m mypy
	@$(venv) -m djlint --lint --quiet templates
	@$(venv) -m scripts.lint_styles

check: lint ## lint, migrations, translations, deployment settings, import law
	@DJANGO_SETTINGS_MODULE=tests.settings $(venv) manage.py makemigrations --check --dry-run
	@$(venv) -m scripts.check_translations
	@SITE_URL=https://plan.example SECRET_KEY=$$($(venv) -c "import secrets; print(secrets.token_urlsafe(64))") \
		$(venv) manage.py check --deploy --fail-level WARNING
	@$(venv) -m scripts.licences --check
	@$(venv) -m pytest -q tests/test_import_law.py

messages: developing ## collect the texts to translate, and compile the translations
	@$(venv) manage.py makemessages --locale zh_Hans --no-location --no-wrap --no-obsolete \
		--ignore scripts --ignore tests --ignore var --ignore node_modules
	@sed -i '/^"POT-Creation-Date/d' $(catalogue)
	@$(venv) manage.py compilemessages --locale zh_Hans --ignore .venv

pictures: developing ## take the pictures in docs/images anew
	@$(venv) -m scripts.screenshots

page-pictures: developing browser-tools ## take pictures of every kind of page into var/pictures (ARGS=--old: Chromium 86)
	@$(venv) -m scripts.page_pictures $(ARGS)

browser-tools: $(if $(shell command -v npm),node_modules/installed) ## install what browser tests and the linter of styles ask, if npm is here
	@:

node_modules/installed: package.json package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

installed: ## install the packages of the site (WITH="postgresql redis s3": and what these settings need)
	$(python) -m scripts.environment requirements.lock $(WITH:%=requirements-%.lock)

developing:
	$(python) -m scripts.environment requirements-dev.lock
