package archive_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stoa/store/archive"
	"stoa/store/engine"
)

// sitting is how many lines of code a script may have.
const sitting = 45

func TestEveryScriptSaysInItsHeadWhatItDoes(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(archive.Files(), "*.lua")
	must(t, err)
	declared := map[string]engine.Script{}
	for _, s := range archive.Scripts() {
		name, _, _, _, _ := s.Describe()
		declared[name+".lua"] = s
	}
	for _, name := range files {
		text, err := fs.ReadFile(archive.Files(), name)
		must(t, err)
		head, code := cutHead(string(text))
		if len(code) > sitting {
			t.Errorf("%s has %d lines of code", name, len(code))
		}
		s, ok := declared[name]
		if shared := strings.HasPrefix(name, "lib_"); ok == shared || head == "" {
			t.Errorf("%s is declared: %t, shared: %t, and says %q", name, ok, shared, head)
			continue
		}
		delete(declared, name)
		if ok {
			wantHead(t, name, head, strings.Join(code, "\n"), s)
		}
	}
	if len(declared) > 0 {
		t.Errorf("no files: %v", declared)
	}
}

// cutHead returns the comment that a file begins with as one line, and its lines of code.
func cutHead(text string) (head string, code []string) {
	inHead := true
	for line := range strings.Lines(text) {
		said, comment := strings.CutPrefix(strings.TrimSpace(line), "--")
		if inHead = inHead && comment; inHead {
			head += said
		} else if !comment && strings.TrimSpace(line) != "" {
			code = append(code, strings.TrimRight(line, "\n"))
		}
	}
	return head, code
}

var refusal = regexp.MustCompile(`refuse\('([a-z]+)'\)`)

func wantHead(t *testing.T, name, head, code string, s engine.Script) {
	t.Helper()
	_, does, keys, each, refusals := s.Describe()
	_, said, _ := strings.Cut(head, "KEYS: ")
	said, _, _ = strings.Cut(said, " ARGV: ")
	said, more, _ := strings.Cut(said, "then three for each folder:")
	if n := len(slices.DeleteFunc(strings.Split(said, ","), func(k string) bool { return strings.TrimSpace(k) == "" })); n != keys {
		t.Errorf("%s takes %d keys, its head says %d: %s", name, keys, n, said)
	}
	if each > 0 && strings.Count(more, ",")+1 != each {
		t.Errorf("%s takes %d keys for each, its head says %s", name, each, more)
	}
	if !strings.Contains(head, "ARGV: now, channel") || !strings.Contains(head, "Returns: ") {
		t.Errorf("%s does not say what it is given and what it returns: %s", name, head)
	}
	if does == engine.Works && !strings.Contains(strings.ToLower(head), "done twice") {
		t.Errorf("%s does not say what becomes of it when it is done twice", name)
	}
	var found []string
	for _, word := range refusal.FindAllStringSubmatch(code, -1) {
		found = append(found, word[1])
		if _, says, _ := strings.Cut(head, "Refuses: "); !strings.Contains(says, word[1]+" (") {
			t.Errorf("%s refuses with %q, which its head does not say", name, word[1])
		}
	}
	slices.Sort(found)
	if !slices.Equal(slices.Compact(found), refusals) {
		t.Errorf("%s refuses with %q, and declares %q", name, found, refusals)
	}
}
