package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
)

// archiveSays runs stoa archive, and returns what it said and whether its exit code was 0.
func archiveSays(t *testing.T, data string, args ...string) (said string, fine bool) {
	t.Helper()
	out, err := stoaCommand(t, append(append([]string{"archive"}, args...), "--data", data)...).CombinedOutput()
	return string(out), err == nil
}

func TestTheArchiveIsCheckedAndRebuiltBesideAStoaAndWithout(t *testing.T) {
	t.Parallel()
	data, at := t.TempDir(), time.Date(2024, 1, 15, 13, 30, 0, 0, time.UTC)
	wants := func(what string, fine bool, says []string, args ...string) {
		t.Helper()
		said, ok := archiveSays(t, data, args...)
		if ok != fine {
			t.Errorf("%s: exit code 0 is %t, and said %s", what, ok, said)
		}
		for _, words := range says {
			if !strings.Contains(said, words) {
				t.Errorf("%s said %q, without %q", what, said, words)
			}
		}
	}
	c, err := parseConfig("check", []string{"--data", data}, program{getenv: func(string) string { return "" }, errors: &bytes.Buffer{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	running, err := openStore(t.Context(), c, newLog(&bytes.Buffer{}, c.logLevel)) // as a running Stoa has it
	if err != nil {
		t.Fatal(err)
	}
	defer running.close()
	wants("of nothing", true, []string{"files 0, rows 0, bytes 0"}, "check")
	name := archive.FileName{Hour: at.Truncate(time.Hour), ID: "00000001-0000-4000-8000-000000000000", Iteration: 1}.Path()
	table := filepath.Join(data, "{stoa}", archive.TableEvents)
	_, err = archive.Write(table, name, archive.Slice([]archive.Event{{Meeting: 1, Order: 1, Seq: 1, Kind: "join", At: at}}))
	if err != nil {
		t.Fatal(err)
	}
	old, temporary := time.Now().Add(-time.Hour), filepath.Join(table, filepath.Dir(name), "."+filepath.Base(name)+".tmp-A")
	if err := os.WriteFile(temporary, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{filepath.Join(table, name), temporary} {
		if err := os.Chtimes(file, old, old); err != nil {
			t.Fatal(err)
		}
	}
	unknown, left := "unknown: events/"+name+": 1 row in it", "left over: events/"+filepath.Dir(name)+"/."
	wants("before", false, []string{unknown, left, "problems in the archive: 2"}, "check")
	wants("removing", false, []string{unknown, "files removed that were left over: 1", "problems in the archive: 1"}, "check", "--remove")
	wants("rebuilding", true, []string{"files registered that the index did not know: 1", "files 1, rows 1, bytes "}, "rebuild")
	running.close()
	wants("without a Stoa", true, []string{"files 1, rows 1, bytes "}, "check")
	wants("a command that is none", false, []string{"stoa archive check, stoa archive rebuild"}, "mend")
	if _, err := os.Stat(filepath.Join(table, name)); err != nil {
		t.Error(err)
	}
}
