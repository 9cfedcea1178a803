#!/bin/sh
# Fetches the packages of package-lock.json when they are older than it: those that the pages are built of, or with the
# argument test also those that the tests take. Runs from anywhere.
set -eu
cd "$(dirname "$0")"

have=node_modules/.package-lock.json
which=--omit=dev
[ "${1:-}" = test ] && which=--include=dev
if [ ! -f $have ] || [ package-lock.json -nt $have ] || { [ $which = --include=dev ] && [ ! -d node_modules/html-validate ]; }; then
	npm ci $which --no-fund --no-audit --loglevel=error
	touch $have
fi
