package store

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stoa/store/campus"
	"stoa/store/index"
)

// Redacted is what stands in a text where the address or the birth date of somebody stood who was erased. Their name is NameErased.
const Redacted = "[erased]"

// Identity is what texts call somebody by.
type Identity struct {
	Name, Username, Email, Born string
	// Shared says that the username is a word by which others are called too: it names this person only behind an @.
	Shared bool
}

// Redaction takes out of texts what names people who were erased: case and accents do not matter, only whole words count. The full name
// goes, however its words are divided, and the family name before the others; so do the username, the address, and the birth date in
// the forms that people type. A single part of a name goes behind an @ alone: it is others' too. A name or a username of one
// word that is an everyday word ("Will") goes behind an @ alone as well: else half of what was ever said would be changed.
// The zero Redaction takes out nothing.
type Redaction struct {
	starting map[string][]phrase // by their first word
}

// phrase is words that name somebody when they stand one after the other.
type phrase struct {
	words []string
	to    string // what stands there instead
	at    bool   // only behind an @
	alone bool   // not as a part of a longer address
}

// piece is a word of a text, folded, and where it stands.
type piece struct {
	word     string
	from, to int
}

// maxGap is how many characters may stand between two words of a name.
const maxGap = 3

// RedactionOf returns what takes out some people.
func RedactionOf(people ...Identity) Redaction {
	r := Redaction{starting: map[string][]phrase{}}
	for _, p := range people {
		r.add(p)
	}
	return r
}

// None reports whether there is nothing to take out.
func (r Redaction) None() bool { return len(r.starting) == 0 }

// And takes out what either takes out.
func (r Redaction) And(other Redaction) Redaction {
	both := Redaction{starting: map[string][]phrase{}}
	for _, from := range []Redaction{r, other} {
		for word, phrases := range from.starting {
			for _, p := range phrases {
				if !slices.ContainsFunc(both.starting[word], p.same) {
					both.starting[word] = append(both.starting[word], p)
				}
			}
		}
	}
	return both
}

func (p phrase) same(q phrase) bool {
	return slices.Equal(p.words, q.words) && p.to == q.to && p.at == q.at && p.alone == q.alone
}

// add adds what names one person.
func (r Redaction) add(p Identity) {
	name := piecesOf(p.Name)
	r.phrase(p.Name, phrase{to: campus.NameErased, at: everyday(name)})
	for i, part := range name {
		if len(name) > 1 && len(part.word) > 2 {
			r.phrase(p.Name[part.from:part.to], phrase{to: campus.NameErased, at: true})
		}
		if i > 0 && i == len(name)-1 {
			r.phrase(p.Name[part.from:]+", "+p.Name[:part.from], phrase{to: campus.NameErased})
		}
	}
	r.phrase(p.Username, phrase{to: campus.NameErased, at: p.Shared || everyday(piecesOf(p.Username))})
	r.phrase(p.Email, phrase{to: Redacted, alone: true})
	for _, born := range datesOf(p.Born) {
		r.phrase(born, phrase{to: Redacted})
	}
}

// phrase adds the words of a text. What would be found again in what stands there instead is left: it could never be taken out.
func (r Redaction) phrase(text string, p phrase) {
	pieces := piecesOf(text)
	for _, one := range pieces {
		p.words = append(p.words, one.word)
	}
	if len(pieces) == 0 {
		return
	}
	for _, instead := range []string{campus.NameErased, Redacted} {
		if again := piecesOf(instead); slices.ContainsFunc(again, func(one piece) bool { return slices.Contains(p.words, one.word) }) &&
			len(p.words) <= len(again) {
			return
		}
	}
	if !slices.ContainsFunc(r.starting[p.words[0]], p.same) {
		r.starting[p.words[0]] = append(r.starting[p.words[0]], p)
	}
}

// everyday reports whether a name is one word that is said of much else: too short, a number, or a word of the language.
func everyday(name []piece) bool {
	if len(name) != 1 {
		return false
	}
	word := name[0].word
	return utf8.RuneCountInString(word) < 3 && word[0] < utf8.RuneSelf || strings.Trim(word, "0123456789") == "" || everydayWords[word]
}

// everydayWords are words that are names, and the names of accounts that are words.
var everydayWords = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(`admin amber angel april art ash august autumn bear bill bishop blue bob brook buck carol chance
		chase christian chuck clay cliff cook cooper crystal daisy dale dawn dean destiny drew earl eve faith fern fisher ford forest
		frank fox ginger glen grace grant green guest guy hall harmony harry heather heath hill holly honor hope hunter iris ivory ivy
		jack jasmine jay jean jewel john joy june king knight lance lee lily love major mark marina mason may melody mercy mike miles
		miller misty norm olive page parker pat patience pearl penny pierce pip price prince rain ray red rich river rob robin rock
		rose ruby rusty sage scout sky skip smith star stone storm student sue summer sunny tanner taylor teacher test tom tony trinity
		user van victor violet wade walker will willow winter wood woods young your`) {
		all[word] = true
	}
	return all
}()

// datesOf returns the forms in which people type a date.
func datesOf(born string) (all []string) {
	day, err := time.Parse(time.DateOnly, born)
	if err != nil {
		return nil
	}
	for _, layout := range []string{"2006-01-02", "2006-1-2", "02-01-2006", "2-1-2006", "01-02-2006", "1-2-2006", "02-01-06", "2-1-06",
		"01-02-06", "1-2-06", "20060102", "02012006", "2-January-2006", "2-Jan-2006", "January-2-2006", "Jan-2-2006", "02-January-2006",
		"02-Jan-2006"} {
		all = append(all, day.Format(layout))
	}
	th := "th"
	if n := day.Day(); n < 10 || n > 20 {
		th = [10]string{1: "st", 2: "nd", 3: "rd"}[n%10]
		if th == "" {
			th = "th"
		}
	}
	n := strconv.Itoa(day.Day()) + th
	return append(all, n+day.Format("-January-2006"), n+day.Format("-Jan-2006"), day.Format("January-")+n+day.Format("-2006"),
		day.Format("Jan-")+n+day.Format("-2006"))
}

// Text returns a text without what names people, and whether there was anything.
func (r Redaction) Text(text string) (string, bool) {
	if r.None() || text == "" {
		return text, false
	}
	pieces, done := piecesOf(text), 0
	var out strings.Builder
	for i := 0; i < len(pieces); i++ {
		p, n := r.longest(text, pieces[i:])
		if n == 0 {
			continue
		}
		from := pieces[i].from
		if from > done && text[from-1] == '@' && p.to == campus.NameErased {
			from--
		}
		out.WriteString(text[done:from] + p.to)
		i += n - 1
		done = pieces[i].to
	}
	if done == 0 {
		return text, false
	}
	return out.String() + text[done:], true
}

// JSON does the same with all texts of an object, as the archive's details are.
func (r Redaction) JSON(text string) (string, bool) {
	if r.None() || text == "" {
		return text, false
	}
	var value any
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	if in.Decode(&value) != nil {
		return r.Text(text)
	}
	value, changed := r.value(value)
	if !changed {
		return text, false
	}
	var out bytes.Buffer
	if json.NewEncoder(&out).Encode(value) != nil { // it was read just now
		return r.Text(text)
	}
	return strings.TrimSuffix(out.String(), "\n"), true
}

func (r Redaction) value(v any) (_ any, changed bool) {
	switch v := v.(type) {
	case string:
		return r.Text(v)
	case []any:
		for i := range v {
			one, now := r.value(v[i])
			v[i], changed = one, changed || now
		}
	case map[string]any:
		for key := range v {
			one, now := r.value(v[key])
			v[key], changed = one, changed || now
		}
	}
	return v, changed
}

// longest returns the longest phrase that a text has where its pieces begin, and of how many pieces it is; 0 for none.
func (r Redaction) longest(text string, pieces []piece) (found phrase, n int) {
	for _, p := range r.starting[pieces[0].word] {
		if len(p.words) > n && p.begins(text, pieces) {
			found, n = p, len(p.words)
		}
	}
	return found, n
}

// begins reports whether a text has the phrase where its pieces begin.
func (p phrase) begins(text string, pieces []piece) bool {
	if len(p.words) > len(pieces) || p.at && !strings.HasSuffix(text[:pieces[0].from], "@") {
		return false
	}
	for i, word := range p.words[1:] {
		gap := text[pieces[i].to:pieces[i+1].from]
		if pieces[i+1].word != word || utf8.RuneCountInString(gap) > maxGap {
			return false
		}
	}
	if !p.alone {
		return true
	}
	before, after := text[:pieces[0].from], text[pieces[len(p.words)-1].to:]
	next, _ := utf8.DecodeRuneInString(strings.TrimPrefix(after, "."))
	return !strings.ContainsAny(last(before), "._+-@") && !strings.HasPrefix(after, "-") && !strings.HasPrefix(after, "@") &&
		(!strings.HasPrefix(after, ".") || !unicode.IsLetter(next))
}

// last returns the last byte of a text.
func last(text string) string { return text[max(0, len(text)-1):] }

// piecesOf returns the words of a text, folded as the search does. Where words stand without spaces each character is one.
func piecesOf(text string) (all []piece) {
	from, single := -1, false
	end := func(to int) {
		if from >= 0 {
			all = append(all, piece{index.Fold(text[from:to]), from, to})
		}
		from = -1
	}
	for at, r := range text {
		switch {
		case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) && r != '\u200b': // belongs to what it stands behind
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(at)
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end(at)
			from, single = at, true
		default:
			if single {
				end(at)
			}
			if single = false; from < 0 {
				from = at
			}
		}
	}
	end(len(text))
	return all
}
