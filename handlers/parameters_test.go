package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stoa/handlers/api"
)

// source is the functions behind the API's routes, by name: what a route reads of a request is in its handler or in a
// function that this calls.
type source map[string][]*ast.FuncDecl

func readSource(t *testing.T, patterns ...string) source {
	t.Helper()
	var files []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no files, %v", err)
		}
		files = append(files, found...)
	}
	s := source{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				s[f.Name.Name] = append(s[f.Name.Name], f)
			}
		}
	}
	return s
}

// readings returns what a function and those that it calls read of a request: "query limit", "header Idempotency-Key".
func (s source) readings(function string) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	var follow func(name string)
	follow = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, f := range s[name] {
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if read := reading(n); read != "" {
					found[read] = true
					return false
				}
				if call, ok := n.(*ast.CallExpr); ok {
					follow(called(call))
				}
				return true
			})
		}
	}
	follow(function)
	return slices.Sorted(maps.Keys(found))
}

// called names the function that a call is of: limit(c), a.op(c), web.Token(c); "" for what is deeper, as a.store.Join.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if _, plain := f.X.(*ast.Ident); plain {
			return f.Sel.Name
		}
	}
	return ""
}

// reading says what a piece of code reads of a request, "" for nothing. A name that is not written out there is "?".
func reading(n ast.Node) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		on, ok := n.Fun.(*ast.SelectorExpr)
		if ok && len(n.Args) == 0 && slices.Contains([]string{"QueryParams", "Query"}, on.Sel.Name) {
			return "query ?" // all at once: nobody can say which
		}
		if ok && len(n.Args) == 0 && slices.Contains([]string{"FormParams", "ParseForm", "MultipartForm"}, on.Sel.Name) {
			return "form ?"
		}
		if ok && len(n.Args) == 2 && on.Sel.Name == "Param" { // web.Param(c, "room")
			return "path " + written(n.Args[1])
		}
		if !ok || len(n.Args) != 1 {
			return ""
		}
		switch name := written(n.Args[0]); on.Sel.Name {
		case "QueryParam":
			return "query " + name
		case "FormValue", "ParseMultipartForm", "Bind":
			return "form " + name
		case "Param":
			return "path " + name
		case "Get", "Values":
			if of, ok := on.X.(*ast.SelectorExpr); ok && of.Sel.Name == "Header" && !slices.Contains(ofEveryCall, name) {
				return "header " + name
			}
		}
	case *ast.IndexExpr:
		if call, ok := n.X.(*ast.CallExpr); ok {
			if on, ok := call.Fun.(*ast.SelectorExpr); ok && on.Sel.Name == "QueryParams" {
				return "query " + written(n.Index)
			}
		}
	}
	return ""
}

// ofEveryCall are headers that OpenAPI describes elsewhere than among the parameters.
var ofEveryCall = []string{"Authorization", "Content-Type", "Accept"}

func written(e ast.Expr) string {
	if literal, ok := e.(*ast.BasicLit); ok {
		if text, err := strconv.Unquote(literal.Value); err == nil {
			return text
		}
	}
	return "?"
}

// parametersOf returns what is described of an operation, as readings does.
func (d description) parametersOf(path, method string) (all []string) {
	item := find(d.root, "paths", path)
	for _, p := range append(list(find(item, "parameters")), list(find(item, method, "parameters"))...) {
		p := d.resolve(p)
		all = append(all, p["in"].(string)+" "+p["name"].(string))
	}
	slices.Sort(all)
	return all
}

func TestEveryParameterThatTheCodeReadsIsDescribedAndNoOther(t *testing.T) {
	t.Parallel()
	d, code := described(t, newRig(t, setup{}).browser(t)), readSource(t, "api/*.go", "web/*.go")
	queries := 0
	for _, r := range new(Server).routes() {
		path, ok := strings.CutPrefix(r.path, api.Base)
		if !ok {
			continue
		}
		function := runtime.FuncForPC(reflect.ValueOf(r.handle).Pointer()).Name() // such as stoa/handlers/api.(*API).Courses-fm
		function = strings.TrimSuffix(function[strings.LastIndex(function, ".")+1:], "-fm")
		read := slices.DeleteFunc(code.readings(function), func(p string) bool { return elsewhere(r.path, p) })
		says := d.parametersOf(inBraces(path), strings.ToLower(r.method))
		if !slices.Equal(read, says) {
			t.Errorf("%s %s: %s reads\n%q, described are\n%q", r.method, path, function, read, says)
		}
		for _, p := range says {
			if strings.HasPrefix(p, "query ") {
				queries++
			}
		}
	}
	if queries < 11 {
		t.Errorf("%d query parameters were looked at, so this test looks in the wrong place", queries)
	}
}

// elsewhere reports whether a parameter is one by which the same call finds a room of another kind.
func elsewhere(path, parameter string) bool {
	if strings.Contains(path, "/:room") {
		return parameter == "path meeting" || parameter == "path order"
	}
	return parameter == "path room"
}

// inBraces writes a route's path as the description does.
func inBraces(path string) string {
	steps := strings.Split(path, "/")
	for i, step := range steps {
		if name, ok := strings.CutPrefix(step, ":"); ok {
			steps[i] = "{" + name + "}"
		}
	}
	return strings.Join(steps, "/")
}

func TestTheReaderOfTheCodeSeesEveryWayToReadAParameter(t *testing.T) {
	t.Parallel()
	const code = `package p
func (a *API) Handler(c echo.Context) error {
	a.helper(c)
	_ = c.QueryParams()["topic"]
	_ = c.Response().Header().Get("Location")
	go func() { _ = c.Param("order") }()
	_ = web.Param(c, "room")
	return nil
}
func (a *API) helper(c echo.Context) { a.store.Other(c, func() { limit(c, c.Param("course")) }) }
func limit(c echo.Context, s string) { _, _ = c.QueryParam("limit"), c.QueryParam(s); a.helper(c) }
func all(c echo.Context) { for range c.QueryParams() { } }
func form(c echo.Context) { _ = c.FormValue("login"); _, _ = c.FormParams(); }
func Other(c echo.Context) { c.QueryParam("not followed") }
func (o operation) key(r *http.Request) { r.Header.Get("Idempotency-Key"); r.Header.Get("Content-Type") }
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", code, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	s := source{}
	for _, d := range file.Decls {
		f := d.(*ast.FuncDecl)
		s[f.Name.Name] = append(s[f.Name.Name], f)
	}
	for function, want := range map[string][]string{
		"Handler": {"path course", "path order", "path room", "query ?", "query limit", "query topic"},
		"key":     {"header Idempotency-Key"},
		"all":     {"query ?"},
		"form":    {"form ?", "form login"},
		"nothing": nil,
	} {
		if got := s.readings(function); !slices.Equal(got, want) {
			t.Errorf("%s reads %q, want %q", function, got, want)
		}
	}
}
