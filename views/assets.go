package views

import "stoa/static"

// Assets are the addresses of what every page loads. They are the same for every page: taken once, at the start.
type Assets struct {
	CSS, CSSIntegrity       string
	HTMX, HTMXIntegrity     string
	Campus, CampusIntegrity string
	Icon                    string
	Preload                 []string // the fonts of the first words
}

// NewAssets takes the addresses from the built files.
func NewAssets(files *static.Assets) Assets {
	return Assets{
		CSS: files.URL("app.css"), CSSIntegrity: files.Integrity("app.css"),
		HTMX: files.URL("htmx.min.js"), HTMXIntegrity: files.Integrity("htmx.min.js"),
		Campus: files.URL("campus.js"), CampusIntegrity: files.Integrity("campus.js"),
		Icon: files.URL("favicon.svg"),
		Preload: []string{
			files.URL("fonts/source-sans-3-latin-400.woff2"),
			files.URL("fonts/source-sans-3-latin-600.woff2"),
			files.URL("fonts/source-serif-4-latin-600.woff2"),
		},
	}
}
