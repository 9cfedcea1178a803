package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const redisPackage = "github.com/redis/go-redis/v9"

// hands are the packages that may touch Redis: the engine, and what runs servers and looks into them.
var hands = []string{"engine", "redisserver", "storetest"}

// isAnswer reports whether a name of go-redis is only what Redis answers, or how a read is put: no command can be sent
// by one.
func isAnswer(name string) bool {
	return strings.HasSuffix(name, "Cmd") || slices.Contains([]string{"Nil", "Z", "XMessage", "ZRangeArgs", "ZRangeBy"}, name)
}

// carries are the functions that bring the client from who starts Stoa to the engine, by file.
var carries = map[string][]string{"store.go": {"New", "Connect"}, "archive/index.go": {"OpenIndex"}, "archive/archive.go": {"New"}}

// sourceFiles parses what is under store/ and has no hands of its own, tests not counted.
func sourceFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	all, set := map[string]*ast.File{}, token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(hands, path):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		all[path], err = parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d files, %v", len(all), err)
	}
	return all
}

// clientName returns by which name a file knows go-redis, "" when it does not.
func clientName(f *ast.File) string {
	for _, spec := range f.Imports {
		if spec.Path.Value != strconv.Quote(redisPackage) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "redis" // as its package clause says
	}
	return ""
}

// useOf returns the names of a package that a piece of a file uses.
func useOf(piece ast.Node, pkg string) []string {
	var names []string
	ast.Inspect(piece, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg {
				names = append(names, s.Sel.Name)
			}
		}
		return true
	})
	return names
}

func TestOnlyTheEngineReachesRedis(t *testing.T) {
	t.Parallel()
	seen := 0
	for path, f := range sourceFiles(t) {
		for _, spec := range f.Imports {
			if strings.Contains(spec.Path.Value, "redis") && spec.Path.Value != strconv.Quote(redisPackage) {
				t.Errorf("%s imports %s", path, spec.Path.Value)
			}
		}
		if name := clientName(f); name != "redis" && name != "" {
			t.Errorf("%s calls go-redis %s; then nobody sees what it uses of it", path, name)
		}
		for _, decl := range f.Decls {
			function, _ := decl.(*ast.FuncDecl)
			for _, used := range useOf(decl, "redis") {
				seen++
				carried := function != nil && used == "UniversalClient" && slices.Contains(carries[path], function.Name.Name)
				if !isAnswer(used) && !carried {
					t.Errorf("%s uses redis.%s, which can write", path, used)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("nothing was looked at")
	}
}

func TestTheClientIsOnlyHandedOn(t *testing.T) {
	t.Parallel()
	for path, f := range sourceFiles(t) {
		for _, decl := range f.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || !slices.Contains(carries[path], function.Name.Name) {
				if slices.Contains(useOf(decl, "engine"), "Connect") {
					t.Errorf("%s connects to Redis by itself", path)
				}
				continue
			}
			wantHandedOn(t, function)
		}
	}
}

// wantHandedOn checks that a function gives its client to the engine, and does nothing else with it.
func wantHandedOn(t *testing.T, function *ast.FuncDecl) {
	t.Helper()
	var client string
	for _, param := range function.Type.Params.List {
		if len(useOf(param, "redis")) > 0 {
			client = param.Names[0].Name
		}
	}
	uses, given := 0, 0
	ast.Inspect(function.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if client != "" && n.Name == client {
				uses++
			}
		case *ast.CallExpr:
			opens, _ := n.Fun.(*ast.Ident) // which is in carries too
			if slices.Contains(useOf(n.Fun, "engine"), "New") || opens != nil && opens.Name == "OpenIndex" {
				for _, arg := range n.Args {
					if x, ok := arg.(*ast.Ident); ok && x.Name == client {
						given++
					}
				}
			}
		}
		return true
	})
	if client != "" && (uses != 1 || given != 1) {
		t.Errorf("%s uses its client %d times, of which it gives it to the engine %d times", function.Name.Name, uses, given)
	}
}
