package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// mayImport says which packages of this module, without "stoa/", a package may import, its tests not counted. cmd may
// import all.
var mayImport = map[string][]string{
	"handlers": {"handlers/topics", "handlers/rows", "handlers/api", "handlers/web", "handlers/live", "views", "store", "static",
		"store/archive", "store/campus"},
	"handlers/api":      {"handlers/web", "handlers/live", "store", "store/archive", "store/campus"},
	"handlers/topics":   {"handlers/api", "handlers/rows", "handlers/live", "views", "store", "store/campus"},
	"handlers/rows":     {"views", "views/markdown", "store", "store/campus"},
	"handlers/web":      {"handlers/live", "store", "store/archive", "store/campus"},
	"handlers/live":     {"store/campus"},
	"views":             {"views/ui", "views/markdown", "static", "store/campus"},
	"views/ui":          {},
	"views/markdown":    {},
	"views/preview":     {"views", "views/ui", "views/markdown", "store/campus"}, // the kit's own page shows the parts bare
	"store":             {"store/engine", "store/index", "store/roster", "store/campus"},
	"store/roster":      {"store/campus"},
	"store/engine":      {"store/campus"}, // for the words of refusals
	"store/index":       {"store/engine"},
	"store/archive":     {"store/campus", "store/roster", "store/engine", "store"},
	"store/storetest":   {"store", "store/redisserver", "store/campus"},
	"store/campus":      {},
	"store/redisserver": {},
	"static":            {},
}

// standardOnly are the packages that stand on the standard library alone.
var standardOnly = []string{"store/campus", "store/roster", "static", "store/redisserver"}

// listed is a package as `go list -json` prints it.
type listed struct {
	ImportPath, Name, Dir                       string
	Imports, GoFiles, TestGoFiles, XTestGoFiles []string
}

// packages lists this module's packages by their path without "stoa/".
func packages(t *testing.T) map[string]listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json", "./...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	all, printed := map[string]listed{}, json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := printed.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(p.ImportPath, "stoa/")] = p
	}
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	for path, p := range packages(t) {
		allowed, known := mayImport[path]
		if !known && !strings.HasPrefix(path, "cmd/") {
			t.Errorf("%s has no row in mayImport", path)
		}
		for _, imported := range p.Imports {
			inner, ours := strings.CutPrefix(imported, "stoa/")
			first, _, _ := strings.Cut(imported, "/")
			switch {
			case ours && known && !slices.Contains(allowed, inner):
				t.Errorf("%s imports %s", path, inner)
			case !ours && strings.Contains(first, ".") && slices.Contains(standardOnly, path):
				t.Errorf("%s imports %s, and should stand on the standard library alone", path, imported)
			}
		}
	}
}

func TestNothingButCmdReadsTheEnvironmentAndNothingActsByBeingImported(t *testing.T) {
	t.Parallel()
	for path, p := range packages(t) {
		if slices.Contains([]string{"util", "utils", "common", "helpers", "models"}, p.Name) {
			t.Errorf("%s is named after nothing", path)
		}
		// storetest is told from outside how long tests may take.
		mayRead := strings.HasPrefix(path, "cmd/") || path == "store/storetest"
		for _, name := range p.GoFiles {
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if wrong := forbidden(n, mayRead); wrong != "" {
					t.Errorf("%s: %s", files.Position(n.Pos()), wrong)
				}
				return true
			})
		}
	}
}

// forbidden says what is wrong with a piece of code, "" for nothing.
func forbidden(n ast.Node, mayRead bool) string {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Recv == nil && n.Name.Name == "init" {
			return "func init"
		}
	case *ast.SelectorExpr:
		on, ok := n.X.(*ast.Ident)
		reads := []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv"}
		if ok && !mayRead && (on.Name == "os" || on.Name == "syscall") && slices.Contains(reads, n.Sel.Name) {
			return on.Name + "." + n.Sel.Name
		}
	}
	return ""
}

// What one must be able to take in at once: a function fits a screen, a file a sitting, a line a window.
const (
	longestFunction = 70
	longestFile     = 450
	longestLine     = 140
	tabWidth        = 4
)

func TestCodeFitsAScreenAndASitting(t *testing.T) {
	t.Parallel()
	for path, p := range packages(t) {
		for _, name := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
			if strings.HasSuffix(name, "_templ.go") {
				continue
			}
			file := filepath.Join(p.Dir, name)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(text), "\n")
			if len(lines) > longestFile {
				t.Errorf("%s has %d lines", file, len(lines))
			}
			if strings.HasSuffix(name, "_test.go") || path == "views/preview" || strings.HasSuffix(name, "_data.go") {
				continue // tables of samples are wide, and a test is a story
			}
			for i, line := range lines {
				if width := utf8.RuneCountInString(line) + (tabWidth-1)*strings.Count(line, "\t"); width > longestLine {
					t.Errorf("%s:%d is %d wide", file, i+1, width)
				}
			}
			wantShortFunctions(t, file)
		}
	}
}

func wantShortFunctions(t *testing.T, file string) {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > longestFunction {
				t.Errorf("%s: %s has %d lines", file, f.Name.Name, n)
			}
		}
	}
}
