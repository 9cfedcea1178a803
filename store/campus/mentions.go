package campus

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxMentions is how many people one line may mention.
const MaxMentions = 20

// A mention is typed as @username, or chosen from a list as @**Name|id**, which the API says too. What is kept has the id
// alone, @**|id**: a line calls people by the name that they have when it is read.
var mentionForm = regexp.MustCompile(`@\*\*([^*|\n]{0,300})\|([0-9]{1,18})\*\*|@([A-Za-z0-9._-]{3,32})`)

// Said is a line that was taken.
type Said struct {
	ID     int64
	Nobody []string // whom it seems to mention, as it was typed, and who is nobody that may be in the room
}

// Mentions is whom a text may mention.
type Mentions struct {
	IDs       []int64
	Usernames []string // folded; of one that ends in a point without it too
}

// FindMentions returns whom a text may mention. What stands in code means what it says.
func FindMentions(body string) Mentions {
	var found Mentions
	eachMention(body, func(m mention) string {
		if m.id != 0 && !slices.Contains(found.IDs, m.id) {
			found.IDs = append(found.IDs, m.id)
		}
		for _, name := range m.usernames() {
			if folded := FoldLogin(name); !slices.Contains(found.Usernames, folded) {
				found.Usernames = append(found.Usernames, folded)
			}
		}
		return m.text
	})
	return found
}

// KeepMentions returns a text as it is kept, and whom it mentions, in order: those of ids who may be mentioned, and who has
// which username. The others stay words; nobody is what was typed of them.
func KeepMentions(body string, may func(id int64) bool, named map[string]int64) (kept string, people []int64, nobody []string) {
	note := func(id int64) string {
		if !slices.Contains(people, id) {
			people = append(people, id)
		}
		return "@**|" + strconv.FormatInt(id, 10) + "**"
	}
	kept = eachMention(body, func(m mention) string {
		if m.id != 0 && may(m.id) {
			return note(m.id)
		}
		for _, name := range m.usernames() {
			if id := named[FoldLogin(name)]; id != 0 && may(id) {
				return note(id) + strings.TrimPrefix(m.text, "@"+name)
			}
		}
		text := m.text
		if m.id != 0 {
			text = "@" + cmp.Or(m.name, strconv.FormatInt(m.id, 10))
		}
		if !slices.Contains(nobody, text) {
			nobody = append(nobody, text)
		}
		return text
	})
	return kept, people, nobody
}

// ShowMentions returns a kept text as it is read: with everybody's name as it is now.
func ShowMentions(kept string, name func(id int64) string) string {
	return eachMention(kept, func(m mention) string {
		if m.id == 0 {
			return m.text
		}
		called := strings.NewReplacer("*", "", "|", "", "\n", " ").Replace(cmp.Or(name(m.id), NameErased))
		return "@**" + called + "|" + strconv.FormatInt(m.id, 10) + "**"
	})
}

// PlainMentions returns a text that ShowMentions made, or that somebody typed, for who reads it as plain text: it says @Name.
func PlainMentions(shown string) string {
	return eachMention(shown, func(m mention) string {
		if m.id == 0 {
			return m.text
		}
		return "@" + cmp.Or(m.name, NameErased)
	})
}

// WithoutMentions returns a kept text without those whom it mentions: what it says whatever they are called.
func WithoutMentions(kept string) string {
	return eachMention(kept, func(m mention) string {
		if m.id == 0 {
			return m.text
		}
		return " "
	})
}

// mention is one of a text.
type mention struct {
	text, name string
	id         int64  // 0 for a username
	username   string // "" for an id
}

// usernames returns what the username may be: a sentence may end behind it.
func (m mention) usernames() []string {
	if m.username == "" {
		return nil
	}
	names := []string{m.username}
	if short := strings.TrimRight(m.username, "._-"); short != m.username && len(short) >= 3 {
		names = append(names, short)
	}
	return names
}

// eachMention returns a text with another text in the place of each of its mentions.
func eachMention(body string, as func(mention) string) string {
	if !strings.Contains(body, "@") {
		return body
	}
	var out strings.Builder
	code, from := codeIn(body), 0
	for _, at := range mentionForm.FindAllStringSubmatchIndex(body, -1) {
		before, _ := utf8.DecodeLastRuneInString(body[:at[0]])
		inCode := slices.ContainsFunc(code, func(c [2]int) bool { return c[0] <= at[0] && at[0] < c[1] })
		if at[0] > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before)) || inCode {
			continue // an address
		}
		m := mention{text: body[at[0]:at[1]]}
		if at[6] >= 0 {
			m.username = body[at[6]:at[7]]
		} else {
			m.name = body[at[2]:at[3]]
			m.id, _ = ParseID(body[at[4]:at[5]])
		}
		out.WriteString(body[from:at[0]])
		out.WriteString(as(m))
		from = at[1]
	}
	out.WriteString(body[from:])
	return out.String()
}

// codeIn returns where code stands in a text: between as many backticks as began it, in a line or between lines.
func codeIn(body string) (code [][2]int) {
	ticks := func(from int) int { return len(body[from:]) - len(strings.TrimLeft(body[from:], "`")) }
	shut := map[int][]int{} // of each length, where so many backticks stand
	for i := 0; i < len(body); i++ {
		if n := ticks(i); n > 0 {
			shut[n] = append(shut[n], i)
			i += n - 1
		}
	}
	for i := 0; i < len(body); i++ {
		n := ticks(i)
		if n == 0 {
			continue
		}
		next, _ := slices.BinarySearch(shut[n], i+n)
		if next < len(shut[n]) {
			code = append(code, [2]int{i, shut[n][next] + n})
			i = shut[n][next]
		}
		i += n - 1
	}
	return code
}
