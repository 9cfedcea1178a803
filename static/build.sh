#!/bin/sh
# Puts what the pages need into static/dist. Runs from anywhere.
set -eu
cd "$(dirname "$0")"
sh packages.sh

mkdir -p dist/fonts
# The pattern takes the subsets and weights that fonts.css names, and no others.
for font in $(sed -n 's|.*url("fonts/\(.*\)\.woff2").*|\1|p' fonts.css); do
	family=${font%-*}       # source-sans-3-latin
	family=${family%-greek} # the subset's name may hold a dash itself
	family=${family%-latin-ext}
	family=${family%-latin}
	cp "node_modules/@fontsource/$family/files/$font-normal.woff2" "dist/fonts/$font.woff2"
done
for family in node_modules/@fontsource/*; do # the fonts' licence goes wherever they go
	cp "$family/LICENSE" "dist/fonts/$(basename "$family").LICENSE.txt"
done
cp node_modules/htmx.org/dist/htmx.min.js dist/htmx.min.js
cp icons/favicon.svg dist/favicon.svg
node_modules/.bin/esbuild js/main.js --bundle --minify --format=iife --target=es2022 --outfile=dist/campus.js --log-level=warning
node_modules/.bin/tailwindcss --input input.css --output dist/app.css --minify
