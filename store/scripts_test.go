package store

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stoa/store/engine"
	"stoa/store/index"
)

// sitting is how many lines of code a script may have: it holds Redis up while it runs, and has to be read as one step.
const sitting = 45

// scriptFile is a file of Lua: what its head says and what it does.
type scriptFile struct {
	head map[string]string // "" for its purpose, then KEYS, ARGV, Returns, Refuses
	code []string
}

var section = regexp.MustCompile(`^-- (KEYS|ARGV|Returns|Refuses): (.*)$`)

func readScript(text string) scriptFile {
	f, at, inHead := scriptFile{head: map[string]string{}}, "", true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		said, comment := strings.CutPrefix(strings.TrimSpace(line), "--")
		switch found := section.FindStringSubmatch(line); {
		case inHead && found != nil:
			at = found[1]
			f.head[at] = found[2]
		case inHead && comment:
			f.head[at] += " " + strings.TrimSpace(said)
		default:
			inHead = false
			if !comment && strings.TrimSpace(line) != "" {
				f.code = append(f.code, line)
			}
		}
	}
	return f
}

// scriptFiles on disk, by name: those of the engine, of the index and of the campus.
func allScriptFiles(t *testing.T) map[string]scriptFile {
	t.Helper()
	all := map[string]scriptFile{}
	for _, dir := range []string{"lua", "engine/lua", "index/lua"} {
		found, err := filepath.Glob(dir + "/*.lua")
		if err != nil || len(found) == 0 {
			t.Fatalf("no scripts in %s, %v", dir, err)
		}
		for _, path := range found {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(path), ".lua")
			if _, twice := all[name]; twice {
				t.Errorf("%s: there is another script of this name", path)
			}
			all[name] = readScript(string(text))
		}
	}
	return all
}

func declaredScripts() []engine.Script {
	return slices.Concat(Scripts(), index.Scripts(), engine.OwnScripts())
}

// isShared reports whether a file is no script of its own.
func isShared(name string) bool {
	return name == "lib" || name == "remember" || strings.HasPrefix(name, "lib_")
}

func TestEveryScriptIsDeclaredOnceAndEveryFileIsAScriptOrShared(t *testing.T) {
	t.Parallel()
	files, seen := allScriptFiles(t), map[string]bool{}
	for _, s := range declaredScripts() {
		name, _, _, _, _ := s.Describe()
		if seen[name] {
			t.Errorf("%s is declared twice", name)
		}
		seen[name] = true
		if _, ok := files[name]; !ok || isShared(name) {
			t.Errorf("%s is declared and has no file of its own", name)
		}
	}
	for name, f := range files {
		if !seen[name] && !isShared(name) {
			t.Errorf("%s.lua is declared nowhere", name)
		}
		if len(f.code) > sitting {
			t.Errorf("%s.lua has %d lines of code, at most %d are one step that can be read", name, len(f.code), sitting)
		}
		if strings.TrimSpace(f.head[""]) == "" {
			t.Errorf("%s.lua does not say what it is for", name)
		}
	}
}

var (
	aside   = regexp.MustCompile(`\s*\([^)]*\)`)
	numbers = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "those": 1} // those of a gate
)

// keysOf returns how many keys a head names, and how many more for each of several things.
func keysOf(t *testing.T, said string) (keys, each int) {
	t.Helper()
	first, then, more := strings.Cut(aside.ReplaceAllString(said, ""), "then ")
	for key := range strings.SplitSeq(first, ", ") {
		if strings.TrimSpace(key) != "" {
			keys++
		}
	}
	if more {
		word, _, _ := strings.Cut(then, " ")
		if each = numbers[word]; each == 0 {
			t.Errorf("%q does not say how many keys there are for each", said)
		}
	}
	return keys, each
}

var (
	pieces  = regexp.MustCompile(`[,;:]\s*`)
	comment = regexp.MustCompile(`^(and|asked|of|when)\b`)
	refusal = regexp.MustCompile(`refuse\('([a-z]+)'\)`)
)

// refusalsOf returns the words of the refusals that a head names. Each begins a piece of it; pieces that begin with one of
// a few other words say when or in which order.
func refusalsOf(said string) []string {
	words := map[string]bool{}
	for _, piece := range pieces.Split(strings.TrimSpace(aside.ReplaceAllString(said, "")), -1) {
		if word, _, _ := strings.Cut(piece, " "); word != "" && !comment.MatchString(piece) {
			words[word] = true
		}
	}
	return slices.Sorted(maps.Keys(words))
}

func TestADeclarationSaysWhatTheHeadOfItsFileSays(t *testing.T) {
	t.Parallel()
	files := allScriptFiles(t)
	for _, s := range declaredScripts() {
		name, does, keys, each, refusals := s.Describe()
		f := files[name]
		if k, e := keysOf(t, f.head["KEYS"]); k != keys || e != each {
			t.Errorf("%s is declared with %d keys and %d for each, its head says %d and %d: %s", name, keys, each, k, e, f.head["KEYS"])
		}
		gated := strings.Contains(f.head["Refuses"], "what the gate says")
		own := slices.DeleteFunc(slices.Clone(refusals), func(word string) bool { return gated && meetingRooms.Refusals[word] != nil })
		if said := refusalsOf(f.head["Refuses"]); !slices.Equal(said, own) {
			t.Errorf("%s is declared to refuse with %q, its head says %q", name, own, said)
		}
		for _, found := range refusal.FindAllStringSubmatch(strings.Join(f.code, "\n"), -1) {
			if !slices.Contains(refusals, found[1]) {
				t.Errorf("%s refuses with %q, which it does not declare", name, found[1])
			}
		}
		for _, word := range own {
			if !strings.Contains(strings.Join(f.code, "\n"), "'"+word+"'") {
				t.Errorf("%s never refuses with %q, which it declares", name, word)
			}
		}
		if usesGate := regexp.MustCompile(`\bmay_[a-z]+\(`).MatchString(strings.Join(f.code, "\n")); usesGate != gated {
			t.Errorf("%s asks the gate: %t, its head says so: %t", name, usesGate, gated)
		}
		wantHead(t, name, does, f)
	}
}

// wantHead checks what every head has to say.
func wantHead(t *testing.T, name string, does engine.Does, f scriptFile) {
	t.Helper()
	if !strings.HasPrefix(f.head["ARGV"], "now, channel") || f.head["Returns"] == "" {
		t.Errorf("%s.lua does not begin its arguments with now and channel, or does not say what it returns", name)
	}
	twice := strings.Contains(strings.ToLower(f.head[""]), "done twice")
	if does == engine.Works && !twice {
		t.Errorf("%s is run by Stoa itself, and does not say what becomes of it when it is done twice", name)
	}
	if does == engine.Reads && f.head["Refuses"] != "" {
		t.Errorf("%s only reads, and refuses", name)
	}
}

func TestAGateDefinesWhatScriptsAskOfIt(t *testing.T) {
	t.Parallel()
	files, asked := allScriptFiles(t), map[string]bool{}
	call := regexp.MustCompile(`\b(may_[a-z]+)\(`)
	for name, f := range files {
		if isShared(name) {
			continue
		}
		for _, found := range call.FindAllStringSubmatch(strings.Join(f.code, "\n"), -1) {
			asked[found[1]] = true
		}
	}
	if len(asked) == 0 {
		t.Error("no script asks a gate")
	}
	for _, kind := range roomKinds {
		gate := strings.Join(files["lib_"+kind.Gate.Name].code, "\n")
		for function := range asked {
			if !strings.Contains(gate, "local function "+function+"(") {
				t.Errorf("the gate of %s rooms does not define %s", kind.Name, function)
			}
		}
		gate += strings.Join(files["lib_gate"].code, "\n")
		for _, script := range gatedScripts {
			name, _, _, _, own := script.Describe()
			for _, word := range own {
				if kind.Refusals[word] != nil {
					t.Errorf("%q is a word of the gate of %s rooms and of %s itself", word, kind.Name, name)
				}
			}
		}
		for word := range kind.Refusals {
			if !strings.Contains(gate, "return '"+word+"'") {
				t.Errorf("the gate of %s rooms never says %q", kind.Name, word)
			}
		}
		for _, found := range regexp.MustCompile(`return '([a-z]+)'`).FindAllStringSubmatch(gate, -1) {
			if kind.Refusals[found[1]] == nil && kind != privateRooms {
				t.Errorf("the gate of %s rooms says %q, which means nothing", kind.Name, found[1])
			}
		}
	}
}
