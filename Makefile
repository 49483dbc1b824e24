# Every target does its own set-up; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test check prove bench build fmt screenshot stop clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: ## run everything against a simulated fleet and a Slack in a browser tab (DEMO_SPEED=10, DEMO_MODEL=openai)
	@scripts/demo.sh

test: ## vet and test, on private PostgreSQL, Redis and Chromium (PKG=./store/... ARGS="-run Name")
	@scripts/test.sh test

check: ## formatting, linting, and the tests under the race detector
	@scripts/test.sh check

prove: ## the long proofs: kills, soaks, simulated months
	@scripts/test.sh prove

bench: ## measure (BENCH=area for one, BENCH_FULL=1 for stable figures)
	@scripts/bench.sh

build: ## build bin/watchtower and bin/sandbox
	@scripts/build.sh

fmt: ## format the Go files
	@gofmt -w .

screenshot: ## make the pictures of the README again
	@scripts/screenshot.sh

stop: ## stop every demo and test run of this folder
	@scripts/services.sh stop-all

clean: stop ## the same, and remove what was built
	@rm -rf bin .run dist
