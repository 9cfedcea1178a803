// Command preview shows every page of Stoa with made-up data on http://127.0.0.1:8090, under the same content security
// policy as the real one. It needs no Redis.
package main

import (
	"flag"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"os"
	"time"

	"stoa/static"
	"stoa/views"
	"stoa/views/preview"
)

// policy is the strictest that the pages must live with.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

func main() {
	addr := flag.String("addr", "127.0.0.1:8090", "where to listen")
	flag.Parse()
	if err := run(*addr); err != nil {
		slog.Error("preview", "err", err)
		os.Exit(1)
	}
}

func run(addr string) error {
	files, err := static.Load()
	if err != nil {
		return err
	}
	server := &http.Server{Addr: addr, Handler: routes(files), ReadHeaderTimeout: 5 * time.Second}
	slog.Info("preview", "url", "http://"+addr)
	return server.ListenAndServe()
}

// routes serves the samples, an index of them at /, and the assets.
func routes(files *static.Assets) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, files)
	samples := preview.All(views.NewAssets(files))
	for _, sample := range samples {
		mux.HandleFunc("GET "+sample.Path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			if err := sample.Component.Render(r.Context(), w); err != nil {
				slog.Error("render", "sample", sample.Path, "err", err)
			}
		})
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, "<!DOCTYPE html><html lang=en><title>Stoa, all pages</title><h1>All pages</h1><ul>")
		for _, sample := range samples {
			_, _ = fmt.Fprintf(w, `<li><a href="%s">%s</a></li>`, sample.Path, html.EscapeString(sample.Name))
		}
		_, _ = fmt.Fprint(w, "</ul></html>")
	})
	return mux
}
