# All that a newcomer types. Each target says what it does; `make` alone lists them.
BUILD ?= build
JOBS ?= $(shell nproc)
PYTHON := /usr/bin/python3

.DEFAULT_GOAL := help
.PHONY: help run build test test-asan test-tsan test-keystone bench conformance crash fuzz format lint coverage clean packages-build packages-test

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

packages-build:
	@scripts/install-packages.sh build
packages-test: packages-build
	@scripts/install-packages.sh test

$(BUILD)/CMakeCache.txt: | packages-build
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release -DNEUTRINO_TESTS=OFF

build: packages-build $(BUILD)/CMakeCache.txt ## build build/neutrino (release)
	cmake --build $(BUILD) --target neutrino -j $(JOBS)

run: build ## serve the API on SQLite at http://127.0.0.1:9696, without authentication
	@mkdir -p $(BUILD)/run
	@sed "s|@STATE@|$(abspath $(BUILD)/run)|" etc/neutrino-run.conf.in > $(BUILD)/run/neutrino.conf
	$(BUILD)/neutrino db upgrade --config-file $(BUILD)/run/neutrino.conf
	@echo "neutrino: try  openstack --os-auth-type none --os-endpoint http://127.0.0.1:9696 network create blue"
	exec $(BUILD)/neutrino server --config-file $(BUILD)/run/neutrino.conf

test: packages-test ## build and run all tests
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release -DNEUTRINO_TESTS=ON
	cmake --build $(BUILD) -j $(JOBS)
	cd $(BUILD) && ctest --output-on-failure -j $(JOBS)

test-asan: packages-test ## the tests under the address and undefined-behaviour sanitizers
	cmake --preset asan
	cmake --build build-asan -j $(JOBS)
	cd build-asan && ctest --output-on-failure -j $(JOBS) -LE 'lint|sdk'

test-tsan: packages-test ## the tests under the thread sanitizer
	cmake --preset tsan
	cmake --build build-tsan -j $(JOBS)
	cd build-tsan && TSAN_OPTIONS="suppressions=$(CURDIR)/tests/support/tsan.supp halt_on_error=1" \
	    ctest --output-on-failure -j $(JOBS) -LE 'lint|sdk'

test-keystone: build ## tokens and their absence, before a real Keystone
	@scripts/install-packages.sh test keystone reference
	$(PYTHON) tests/integration/keystone.py $(BUILD)/neutrino
	$(PYTHON) tests/integration/keystone_reference.py $(BUILD)/neutrino

conformance: build ## replay requests against Neutrino and the reference and show every difference
	@scripts/install-packages.sh test reference
	$(PYTHON) tests/conformance/run.py --binary $(BUILD)/neutrino $(ARGS)

bench: build ## measure Neutrino beside the reference
	@scripts/install-packages.sh test reference
	$(PYTHON) tests/bench/bench.py --binary $(BUILD)/neutrino $(ARGS)

crash: build ## 1,000 kill -9 in the middle of writes
	@scripts/install-packages.sh test
	$(PYTHON) tests/crash/kill9.py --binary $(BUILD)/neutrino --rounds 1000

fuzz: ## fuzz every target for FUZZ_SECONDS (60) each
	@scripts/install-packages.sh build fuzz
	cmake --preset fuzz
	cmake --build build-fuzz --target fuzz_targets -j $(JOBS)
	tests/fuzz/run.sh build-fuzz $(or $(FUZZ_SECONDS),60)

coverage: packages-test ## build with coverage and run the tests
	cmake --preset coverage
	cmake --build build-coverage -j $(JOBS)
	cd build-coverage && ctest -j $(JOBS) -LE 'lint|sdk'

format: ## format the sources in place
	git ls-files '*.cpp' '*.h' | xargs clang-format -i

lint: packages-test ## check format, clang-tidy, the rooms' order, file sizes, definitions and docs
	scripts/lint.sh format sizes includes definitions docs
	cmake --preset release
	scripts/lint.sh tidy build

clean: ## remove what was built
	rm -rf build build-asan build-tsan build-fuzz build-coverage
