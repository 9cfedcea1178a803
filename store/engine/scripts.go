package engine

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var ownFiles embed.FS

// Does says on whose behalf a script runs.
type Does int

// What scripts do.
const (
	Reads  Does = iota // nothing changes
	Writes             // a person asked: it runs under an operation
	Works              // Stoa does it by itself; doing it twice does no harm
)

// Script is a script as it is declared: once, beside the table of all of them. Its file says the same in its head.
type Script struct {
	name     string
	does     Does
	keys     int // how many it takes first
	each     int // how many more for each of several things; 0 for none
	libs     []Lib
	refusals Means
}

// Lib is what several scripts share. Without a source it is the file lib_name.lua.
type Lib struct{ Name, Source string }

// Declare returns a script that takes so many keys, not counting that of its operation.
func Declare(name string, does Does, keys int) Script {
	return Script{name: name, does: does, keys: keys}
}

// Each says that the keys are followed by so many more for each of several things.
func (s Script) Each(keys int) Script { s.each = keys; return s }

// With adds libraries of the files.
func (s Script) With(libs ...string) Script {
	for _, lib := range libs {
		s = s.WithLib(Lib{Name: lib})
	}
	return s
}

// WithLib adds a library.
func (s Script) WithLib(lib Lib) Script { s.libs = append(slices.Clone(s.libs), lib); return s }

// Means says what the words of refusals mean.
type Means map[string]error

// Refuses says what refusals of the script mean.
func (s Script) Refuses(means Means) Script {
	all := Means{}
	maps.Copy(all, s.refusals)
	maps.Copy(all, means)
	s.refusals = all
	return s
}

// takes checks that a script is given as many keys as it declares.
func (s Script) takes(keys []string) error {
	more := len(keys) - s.keys
	if more == 0 || s.each > 0 && more > 0 && more%s.each == 0 {
		return nil
	}
	return fmt.Errorf("the script %s declares %d keys, and %d for each of several things: it does not take %d", s.name, s.keys, s.each,
		len(keys))
}

// id tells a script with its libraries from others.
func (s Script) id() string {
	id := s.name
	for _, lib := range s.libs {
		id += "+" + lib.Name
	}
	return id
}

// Describe returns what the head of the script's file has to say too.
func (s Script) Describe() (name string, does Does, keys, each int, refusals []string) {
	return s.name, s.does, s.keys, s.each, slices.Sorted(maps.Keys(s.refusals))
}

// shebang makes Redis refuse keys outside the slot of those that a script names; a script that only reads says so, and
// is answered by a Redis that is full too.
func (s Script) shebang() string {
	if s.does == Reads {
		return "#!lua flags=no-writes\n"
	}
	return "#!lua\n"
}

// loaded is a script with its text.
type loaded struct {
	script *redis.Script
	source string
}

// load returns a script, put together from its file and what it shares.
func (e *Engine) load(s Script) (*redis.Script, error) {
	if found, ok := e.loaded.Load(s.id()); ok {
		return found.(loaded).script, nil
	}
	var text strings.Builder
	text.WriteString(s.shebang())
	var failed error
	add := func(name string) {
		b, err := e.file(name + ".lua")
		failed = errors.Join(failed, err)
		text.Write(b)
	}
	add("lib")
	for _, lib := range s.libs {
		if lib.Source != "" {
			text.WriteString(lib.Source + "\n")
		} else {
			add("lib_" + lib.Name)
		}
	}
	text.WriteString("local function operate()\n")
	add(s.name)
	text.WriteString("\nend\n")
	if s.does == Writes {
		add("remember")
	} else {
		text.WriteString("return operate()\n")
	}
	if failed != nil {
		return nil, failed
	}
	made, _ := e.loaded.LoadOrStore(s.id(), loaded{redis.NewScript(text.String()), text.String()})
	return made.(loaded).script, nil
}

// file reads one of the engine's own files, else one of those that it was given.
func (e *Engine) file(name string) ([]byte, error) {
	b, err := ownFiles.ReadFile("lua/" + name)
	for _, files := range e.opts.Scripts {
		if err == nil {
			break
		}
		b, err = fs.ReadFile(files, name)
	}
	return b, err
}

// Reply is what a script answered: a word, then what belongs to it.
type Reply struct {
	Again bool // the operation had been done before, and this is its first answer
	// Fresh says that the operation was done while this Write was under way, by it or by another at the same moment: what has to
	// follow is still to be done. Again may be true with it, for go-redis sends a script again whose reply was lost.
	Fresh bool
	age   time.Duration // how long ago a first answer was given
	parts []any
}

// Word returns how it went.
func (r Reply) Word() string { return r.Text(0) }

// Text returns the i-th part as text; "" when there is none.
func (r Reply) Text(i int) string {
	if i >= len(r.parts) {
		return ""
	}
	return text(r.parts[i])
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// Number returns the i-th part as a number; 0 when it is none.
func (r Reply) Number(i int) int64 {
	n, _ := strconv.ParseInt(r.Text(i), 10, 64)
	return n
}

// List returns the i-th part, which is a list itself.
func (r Reply) List(i int) []any {
	if i >= len(r.parts) {
		return nil
	}
	list, _ := r.parts[i].([]any)
	return list
}

// All returns all parts.
func (r Reply) All() []any { return r.parts }

// Queued returns what a script that was queued has answered.
func Queued(cmd *redis.Cmd) Reply {
	parts, _ := cmd.Val().([]any)
	return Reply{parts: parts}
}

// Texts reads a list of fields, "" for those that are not there.
func Texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = text(v)
	}
	return out
}

// run runs a script, with the key of its operation if it has one. The first two arguments of every script, the clock and
// the bell, are added here.
func (e *Engine) run(ctx context.Context, s Script, keys []string, args []any, op ...string) (Reply, error) {
	script, err := e.load(s)
	if err = errors.Join(err, s.takes(keys)); err != nil {
		return Reply{}, err
	}
	keys = slices.Concat(keys, op) // never into what the caller has
	got, err := script.Run(ctx, e.rdb, keys, e.args(args)...).Slice()
	if err != nil {
		return Reply{}, explain(err)
	}
	return s.answer(got)
}

func (e *Engine) args(args []any) []any { return append([]any{e.clockArg(), e.Bell()}, args...) }

// answer reads what a script said, and turns its refusal into what it means.
func (s Script) answer(parts []any) (Reply, error) {
	got := Reply{parts: parts}
	switch got.Word() {
	case "again":
		return Reply{Again: true, age: time.Duration(got.Number(2)) * time.Millisecond, parts: got.List(1)}, nil
	case "refused":
		if means, ok := s.refusals[got.Text(1)]; ok {
			return got, means
		}
		return got, errors.New("the script " + s.name + " refused with a word that it did not declare: " + got.Text(1))
	}
	return got, nil
}
