# Stoa. `make run` starts a campus, `make test` is the whole verdict; both fetch what they need first and say so.

GO      ?= go
VERSION ?= $(shell git describe --tags --always 2>/dev/null || echo dev)
CGO     := $(if $(filter 1,$(CGO_ENABLED)),1,0)

.PHONY: help run build test long bench preview generate assets tools-run tools-test clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: tools-run bin/stoa ## start a campus with demo data on 127.0.0.1:8080 (STOA_ADDR, STOA_DATA, STOA_DEMO=false change that)
	@STOA_DEMO=$${STOA_DEMO:-true} exec bin/stoa serve

build: tools-run bin/stoa ## make bin/stoa, with its assets inside

test: tools-test assets ## every check there is
	@GO="$(GO)" sh ./.ci/check

long: tools-test assets ## every test with its counts in full, and the figures; takes long
	@GO="$(GO)" sh ./.ci/long

bench: tools-run assets ## measure
	$(GO) test -run '^$$' -bench . -benchmem ./store/... ./handlers/... ./views/...

preview: assets ## look at every page with sample data, on 127.0.0.1:8090
	$(GO) run ./cmd/preview

generate: ## draw the Go code of the templates anew
	$(GO) tool templ generate -path views
	$(GO) tool templ fmt views

assets: static/dist/app.css ## build the style sheet and fetch the scripts

tools-run:
	@sh ./.ci/setup redis node go

tools-test:
	@sh ./.ci/setup redis node go compiler chromium
	@sh static/packages.sh test

clean: ## forget what was built
	rm -rf bin static/dist/* static/node_modules

# What the assets and the program are made of; anything newer makes them anew.
STYLES   := tailwind.config.js $(shell find static -maxdepth 2 -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '*.go') \
            $(shell find views -name '*.templ' -o -name '*.go')
SOURCES  := go.mod go.sum $(shell find cmd handlers store views static -path static/node_modules -prune -o \( -name '*.go' -o -name '*.lua' -o -name '*.json' \) -print)

static/dist/app.css: $(STYLES)
	@echo "Building the assets: npm packages into static/node_modules, the rest into static/dist"
	@sh static/build.sh
	@touch $@

bin/stoa: static/dist/app.css $(SOURCES)
	@echo "Building bin/stoa"
	@CGO_ENABLED=$(CGO) $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $@ ./cmd/stoa
