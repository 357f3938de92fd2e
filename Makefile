# SPDX-License-Identifier: Apache-2.0
# Every target is a thin call to an npm script; `make help` lists them.

POLICY_HOST := node packages/policy-host/bin/policy-host.js
# The real kwctl where there is one, our host otherwise. npm's wrapper of the
# same name is not the real one: it would download it.
KWCTL_ON_PATH := $(filter-out %/node_modules/.bin/kwctl,$(shell command -v kwctl 2>/dev/null))
KWCTL ?= $(or $(KWCTL_PATH),$(KWCTL_ON_PATH),$(POLICY_HOST))
SOURCES := $(shell find assembly packages/policy-sdk-assemblyscript/assembly -name '*.ts' 2>/dev/null)
# What operators read of the policy with `kwctl inspect`.
USAGE := docs/guide/reference.md
REQUEST ?= tests/e2e/data/signed.request.json
SETTINGS ?= tests/e2e/data/settings.json
# Answers of the host for the default request; empty for real ones.
RUN_FLAGS ?= $(if $(filter-out file,$(origin REQUEST)),,--replay-host-capabilities-interactions tests/e2e/data/signed.session.yml)

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z0-9.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 24

.PHONY: install
install: ## install the dependencies unless they are there
	@node scripts/ensure-installed.mjs

.PHONY: demo
demo: build ## show the policy's main job on really signed images
	@npm run --silent demo

.PHONY: tools
tools: ## build the Go tools that some tests use, where Go is found
	@node scripts/go-tools.mjs

.PHONY: test
test: install tools ## build, lint and run every test
	@npm run --silent test

.PHONY: lint
lint: install ## rules, format, generated files, versions
	@npm run --silent lint

.PHONY: fmt
fmt: install ## format all sources
	@npm run --silent fmt

.PHONY: build
build: install ## compile the packages and the policy
	@npm run --silent build

.PHONY: build-ts
build-ts: install
	@npm run --silent build:ts

policy.wasm: $(SOURCES) asconfig.json package-lock.json | install ## compile the policy
	@npm run --silent build:policy

annotated-policy.wasm: policy.wasm metadata.yml $(USAGE) | build-ts ## add the Kubewarden metadata
	@$(KWCTL) annotate -m metadata.yml -u $(USAGE) -o $@ policy.wasm

.PHONY: e2e-tests
e2e-tests: annotated-policy.wasm ## bats tests, with kwctl or our host
	@npm run --silent test:e2e

.PHONY: run
run: annotated-policy.wasm ## evaluate REQUEST with SETTINGS
	@$(KWCTL) run --request-path $(REQUEST) --settings-path $(SETTINGS) $(RUN_FLAGS) annotated-policy.wasm

.PHONY: bench
bench: build ## measure fuel, memory, size and time
	@npm run --silent bench

.PHONY: push
push: annotated-policy.wasm ## push to a registry: make push REF=registry://host/name:tag
	@test -n "$(REF)" || { echo 'usage: make push REF=registry://host/name:tag' >&2; exit 2; }
	@$(KWCTL) push annotated-policy.wasm $(REF)

.PHONY: clean
clean: ## remove what was built
	@rm -rf build packages/*/dist *.wasm
