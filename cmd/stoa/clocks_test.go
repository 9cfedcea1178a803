package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

// measuring are the files that ask this machine what time it is, and what they measure by it: how long something takes or
// lives here. What opens, closes or is dated goes by Store.Now, which is Redis' time: machines may be wrong, each in its way.
var measuring = map[string]string{
	"handlers/api/imports.go": "how long a body and an answer may take",
	"handlers/imports.go":     "how long a body may take",
	"handlers/middleware.go":  "how long a request took",
	"handlers/refusals.go":    "how long refusals have been counted",
	"handlers/web/export.go":  "how long an answer may take",
	"store/campus/people.go":  "that nobody is born tomorrow",
	"store/typing.go":         "how long ago somebody was said to be typing",
	"store/visits.go":         "how long a session is remembered here",
}

func TestWhatOpensClosesOrIsDatedNeverGoesByThisMachinesClock(t *testing.T) {
	t.Parallel()
	under := []string{"store", "store/campus", "store/roster", "store/index", "store/archive", "handlers", "handlers/api", "handlers/rows",
		"handlers/topics", "handlers/web",
		"views", "views/ui"}
	met := map[string]bool{}
	for path, p := range packages(t) {
		if !slices.Contains(under, path) {
			continue
		}
		for _, name := range p.GoFiles {
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.SelectorExpr); ok && asksThisMachine(call) {
					met[path+"/"+name] = true
					if measuring[path+"/"+name] == "" {
						t.Errorf("%s asks this machine for the time; what is it that it measures?", files.Position(n.Pos()))
					}
				}
				return true
			})
		}
	}
	for file := range measuring {
		if !met[file] {
			t.Errorf("%s is listed, and asks this machine for nothing", file)
		}
	}
}

// asksThisMachine finds time.Now and what stands on it.
func asksThisMachine(call *ast.SelectorExpr) bool {
	on, ok := call.X.(*ast.Ident)
	return ok && on.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, call.Sel.Name)
}
