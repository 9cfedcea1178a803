package views

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"stoa/store/campus"
)

// declaredDeeds returns every constant of type Deed of the package campus.
func declaredDeeds(t *testing.T) (kinds []campus.Deed) {
	t.Helper()
	files, err := filepath.Glob("../store/campus/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Deed" {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				kinds = append(kinds, campus.Deed(text))
			}
			return true
		})
	}
	return kinds
}

func TestEveryDeedIsCalledSomethingInPlainEnglish(t *testing.T) {
	t.Parallel()
	kinds := declaredDeeds(t)
	if len(kinds) < 6 {
		t.Fatalf("only %q are found", kinds)
	}
	seen := map[string]bool{}
	for _, kind := range kinds {
		name := DeedName(kind)
		if strings.HasPrefix(name, "Something else") || name == "" || seen[name] {
			t.Errorf("%s is called %q", kind, name)
		}
		seen[name] = true
	}
	if len(deeds()) != len(kinds) {
		t.Errorf("%d are named, %d declared", len(deeds()), len(kinds))
	}
	if name := DeedName("of-tomorrow"); name != "Something else (of-tomorrow)" {
		t.Errorf("one that is not known is called %q", name)
	}
}

func TestWhatADeedSaysMoreIsForReaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind       campus.Deed
		what, want string
	}{
		{campus.DeedRole, "student teacher", "student → teacher"},
		{campus.DeedStatus, "active disabled", "active → disabled"},
		{campus.DeedEdited, "born external_id name", "born, external id, name"},
		{campus.DeedRefused, "GET /admin/audit", "GET /admin/audit"},
		{campus.DeedRole, "odd", "odd"},
	} {
		if got := DeedDetail(c.kind, c.what); got != c.want {
			t.Errorf("%s %q says %q, want %q", c.kind, c.what, got, c.want)
		}
	}
}
