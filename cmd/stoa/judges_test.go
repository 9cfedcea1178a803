package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"stoa/static"
	"stoa/views"
	"stoa/views/preview"
)

// Judges are programs that nobody here wrote, from npm, and what they are told about us: static/judges.

// fromStatic returns the whole path of something under static, and fails the test if it is not there.
func fromStatic(t *testing.T, path ...string) string {
	t.Helper()
	whole, err := filepath.Abs(filepath.Join(append([]string{"..", "..", "static"}, path...)...))
	if err == nil {
		_, err = os.Stat(whole)
	}
	if err != nil {
		t.Fatalf("%v (sh static/build.sh fetches what comes from npm)", err)
	}
	return whole
}

// node returns a command that runs a program of npm's in a directory; it calls nobody.
func node(t *testing.T, dir, program string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("%v (sh .ci/setup node installs it)", err)
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{program}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
	return cmd
}

// verdict is what a judge says and whether it is content.
func verdict(t *testing.T, cmd *exec.Cmd) (said string, content bool) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if _, refused := err.(*exec.ExitError); err != nil && !refused {
		t.Fatal(err)
	}
	return string(out), err == nil
}

func htmlValidate(t *testing.T, dir string) (string, bool) {
	t.Helper()
	return verdict(t, node(t, dir, fromStatic(t, "node_modules", ".bin", "html-validate"),
		"--config", fromStatic(t, "judges", "htmlvalidate.mjs"), "--formatter", "text", "--max-warnings", "0", "."))
}

func redocly(t *testing.T, description []byte) (string, bool) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"redocly.yaml", ".redocly.lint-ignore.yaml"} {
		text, err := os.ReadFile(fromStatic(t, "judges", name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, name, text)
	}
	put(t, dir, "openapi.json", description)
	return verdict(t, node(t, dir, fromStatic(t, "node_modules", ".bin", "redocly"), "lint", "openapi.json"))
}

func put(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestHTMLValidateFindsNothingInAnyPage(t *testing.T) {
	t.Parallel()
	assets, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	samples := preview.All(views.NewAssets(assets))
	for _, sample := range samples {
		var page bytes.Buffer
		if err := sample.Component.Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		put(t, dir, strings.ReplaceAll(strings.Trim(sample.Path, "/"), "/", "_")+".html", page.Bytes())
	}
	if said, content := htmlValidate(t, dir); !content {
		t.Errorf("of %d pages html-validate says:\n%s", len(samples), said)
	}
}

func TestRedoclyFindsNothingInTheDescriptionOfTheAPI(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--data", t.TempDir())
	if said, content := redocly(t, []byte(apiGet(t, campus.url, "", "/openapi.json"))); !content {
		t.Errorf("redocly says:\n%s", said)
	}
}

func TestTheJudgesFindWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "page.html", []byte("<!doctype html><html lang=\"en\"><head><title>A page</title></head>"+
		"<body><p><div>a block in a paragraph</div></p></body></html>\n"))
	if said, content := htmlValidate(t, dir); content || !strings.Contains(said, "page.html") {
		t.Errorf("a block in a paragraph: html-validate says %q, content is %v", said, content)
	}
	nameless := []byte(`{"openapi":"3.1.0","info":{"title":"A","version":"1"},"paths":{"/a":{"get":{"responses":{}}}}}`)
	if said, content := redocly(t, nameless); content || !strings.Contains(said, "operation-operationId") {
		t.Errorf("an operation without a name: redocly says %q, content is %v", said, content)
	}
}
