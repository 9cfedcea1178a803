package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testsOfTheProject returns the names of all tests there are.
func testsOfTheProject(t *testing.T) map[string]bool {
	t.Helper()
	declared, names := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`), map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			if err == nil {
				err = fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, found := range declared.FindAllSubmatch(text, -1) {
			names[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestEveryTestThatSECURITYNamesExistsAndEveryRequirementHasOneRow(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	there, named := testsOfTheProject(t), 0
	for _, name := range regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(string(text), -1) {
		if named++; !there[name] {
			t.Errorf("there is no %s", name)
		}
	}
	rows := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$`).FindAllStringSubmatch(string(text), -1) {
		if rows[row[1]] || strings.TrimSpace(row[2]) == "" || strings.TrimSpace(row[3]) == "" {
			t.Errorf("the row of %s is there twice, or says nothing", row[1])
		}
		rows[row[1]] = true
	}
	if written := strings.Count(string(text), "\n| ") - 2*strings.Count(string(text), "\n| id |"); written != len(rows) {
		t.Errorf("%d rows are written, %d can be read", written, len(rows))
	}
	if named < 100 || len(rows) < 180 {
		t.Errorf("only %d tests are named, for %d requirements", named, len(rows))
	}
}
