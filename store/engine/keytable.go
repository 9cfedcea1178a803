package engine

import (
	"fmt"
	"regexp"
	"strings"
)

// Row is one line of a table of keys. In a pattern P stands for any partition's tag, and each word in capitals for what
// the key is about; see placeholders.
type Row struct {
	Pattern string // without the prefix
	Type    string // as TYPE says it
	Holds   string
	Writers string
	Expiry  string // "" for never
	match   *regexp.Regexp
}

// placeholders says which text a word of a pattern stands for. What people type is in no key but as a hash.
var placeholders = map[string]string{
	"P":      `p[0-9]+`,
	"ID":     `[0-9a-f-]+`,
	"PERSON": `[0-9]+`,
	"ORDER":  `[0-9]+`,
	"HASH":   `[A-Za-z0-9_-]+`,
	"TOPIC":  `[a-z]+(:(general|course-[0-9a-f]+|[0-9a-f-]+))*`,
	"SCOPE":  `[a-z]+(:[0-9a-f-]+)*`,
	"SPACE":  `[a-z]+`,
	"ROOM":   `(anew:)?room:[0-9a-z:-]+`,
	"NAME":   `[A-Za-z0-9_-]+`,
	"TABLE":  `[A-Za-z0-9_{}-]+`,
	"FOLDER": `[^/:]+`,
}

var placeholder = regexp.MustCompile(`[A-Z]+`)

// NewRow returns a line of a table of keys. It panics at a placeholder that there is not, for tables are written in code.
func NewRow(pattern, kind, holds, writers, expiry string) Row {
	expression := placeholder.ReplaceAllStringFunc(regexp.QuoteMeta(pattern), func(word string) string {
		text, ok := placeholders[word]
		if !ok {
			panic("the pattern " + pattern + " has the unknown placeholder " + word)
		}
		return text
	})
	return Row{pattern, kind, holds, writers, expiry, regexp.MustCompile("^" + expression + "$")}
}

// Match reports whether a key, without its prefix, is of this row.
func (r Row) Match(key string) bool { return r.match.MatchString(key) }

// KeyTable says of keys what they hold, who writes them, and whether they go away by themselves. A key is of one row.
type KeyTable []Row

// Find returns the row of a key, without its prefix.
func (t KeyTable) Find(key string) (Row, bool) {
	for _, r := range t {
		if r.Match(key) {
			return r, true
		}
	}
	return Row{}, false
}

// How wide the table is drawn.
const (
	patternWidth = 36
	typeWidth    = 7
	holdsWidth   = 76
)

// String draws the table as text: pattern, type, and what it holds, who writes it and when it expires, in lines that fit.
func (t KeyTable) String() string {
	var b strings.Builder
	line := func(pattern, kind, text string) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s%-*s%s", patternWidth, pattern, typeWidth, kind, text), " ") + "\n")
	}
	line("key", "type", "holds; who writes it; expiry")
	for _, r := range t {
		text := r.Holds + "; " + r.Writers
		if r.Expiry != "" {
			text += "; " + r.Expiry
		}
		pattern, kind := r.Pattern, r.Type
		for rest := text; rest != ""; pattern, kind = "", "" {
			var first string
			first, rest = cutLine(rest, holdsWidth)
			line(pattern, kind, first)
		}
	}
	return b.String()
}

// cutLine returns as many words of a text as fit a width, at least one, and what is left.
func cutLine(text string, width int) (line, rest string) {
	if len(text) <= width {
		return text, ""
	}
	at := strings.LastIndexByte(text[:width+1], ' ')
	if at < 0 {
		if at = strings.IndexByte(text, ' '); at < 0 {
			return text, ""
		}
	}
	return text[:at], text[at+1:]
}

// OwnKeys are the keys of the engine itself.
func OwnKeys() KeyTable {
	return KeyTable{
		NewRow("{P}:outbox", "stream", "work for the followers: kind and what it is about", "scripts; removed when done", ""),
		NewRow("{P}:outbox:lease", "string", "the token of the Stoa that works this outbox", "followers", "3 s"),
		NewRow("{P}:outbox:tries", "hash", "entry to how often it failed and when to try again", "followers", ""),
		NewRow("{P}:outbox:parked", "hash", "entry to what it was and why it failed for good", "followers; an admin sends it back", ""),
		NewRow("{P}:due", "zset", "what to look at no later than when; its kind comes first", "scripts; removed last", ""),
		NewRow("{P}:op:PERSON:HASH", "string", "the answer that an operation got", "every script that a person asks for", "1 day"),
		NewRow("{people}:outbox", "stream", "as {P}:outbox, of identity", "scripts; removed when done", ""),
		NewRow("{people}:outbox:lease", "string", "as {P}:outbox:lease", "followers", "3 s"),
		NewRow("{people}:outbox:tries", "hash", "as {P}:outbox:tries", "followers", ""),
		NewRow("{people}:outbox:parked", "hash", "as {P}:outbox:parked", "followers", ""),
		NewRow("{people}:op:PERSON:HASH", "string", "as {P}:op", "every script that a person asks for", "1 day"),
	}
}
