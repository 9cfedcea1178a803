package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A package's doc is the map that one opens it with: a file that is not on it is looked for in vain.
func TestThePackageMapsNameEveryFile(t *testing.T) {
	t.Parallel()
	maps := map[string]string{"store": "doc.go", "store/engine": "doc.go", "store/archive": "doc.go", "handlers": "doc.go",
		"handlers/api": "api.go", "handlers/topics": "doc.go", "handlers/live": "doc.go", "handlers/web": "doc.go"}
	for folder, name := range maps {
		dir := filepath.Join("..", "..", folder)
		source, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		doc, _, _ := strings.Cut(string(source), "\npackage ")
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) < 2 {
			t.Fatalf("%d files in %s, %v", len(files), folder, err)
		}
		for _, path := range files {
			file := filepath.Base(path)
			if strings.HasSuffix(file, "_test.go") || file == name || generated(t, path) {
				continue
			}
			if !regexp.MustCompile(`(^|[\s(])` + regexp.QuoteMeta(file) + `\b`).MatchString(doc) {
				t.Errorf("the map of %s does not name %s", folder, file)
			}
		}
	}
}

// generated reports whether a file is a tool's, or another system's way of one that is on the map.
func generated(t *testing.T, path string) bool {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.HasPrefix(string(source), "// Code generated") || strings.HasPrefix(string(source), "//go:build !")
}
