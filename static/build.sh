#!/bin/sh
# Puts what the pages need into static/dist. Runs from anywhere. With "check" it builds nothing, and fails where dist has another
# script than js/ says: what a test saw in a browser would be of that one.
set -eu
cd "$(dirname "$0")"

bundle() {
	node_modules/.bin/esbuild js/main.js --bundle --minify --format=iife --target=es2022 --log-level=warning "$@"
}

if [ "${1:-}" = check ]; then
	bundle | cmp -s - dist/campus.js && exit
	echo "static/dist/campus.js is not what static/js says by now: run static/build.sh, and build again" >&2
	exit 1
fi

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
bundle --outfile=dist/campus.js
node_modules/.bin/tailwindcss --input input.css --output dist/app.css --minify
