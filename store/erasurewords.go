package store

import (
	"bytes"
	"encoding/json"
	"maps"
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
	ID                          int64 // 0 where there is nothing but texts
	Name, Username, Email, Born string
	// Shared says that the username is a word by which others are called too: it names this person only behind an @.
	Shared bool
	// Until is when they were erased: the name is free then, and who is called so later is another. Zero for any time.
	Until time.Time
}

// Redaction takes out of texts what names people who were erased: case and accents do not matter, only whole words count. The full name
// goes, however its words are divided, and the family name before the others; so do the username, the address, and the birth date in
// the forms that people type. A single part of a name goes behind an @ alone: it is others' too. A name whose words are all
// everyday words ("Will", "Thank You") goes behind an @ alone as well: else half of what was ever said would be changed.
// A username of one word goes behind an @ alone too unless it has a number, or a part of the name, in it. What was said after somebody was
// erased stays as it is: by then another may be called so. Why they themselves were excused goes whole. The zero Redaction takes out
// nothing.
type Redaction struct {
	starting map[string][]phrase // by their first word
	erased   map[int64]bool
}

// phrase is words that name somebody when they stand one after the other.
type phrase struct {
	words []string
	to    string    // what stands there instead
	at    bool      // only behind an @
	alone bool      // not as a part of a longer address
	until time.Time // in what was said by then; zero for at any time
}

// piece is a word of a text, folded, and where it stands.
type piece struct {
	word     string
	from, to int
}

// maxGap is how many characters may stand between two words of a name, and maxMarks how many if they are spaces and marks of Markdown.
const (
	maxGap   = 3
	maxMarks = 12
)

// near reports whether what stands between two words leaves them words of one name.
func near(gap string) bool {
	n := utf8.RuneCountInString(gap)
	return n <= maxGap || n <= maxMarks && strings.Trim(gap, " \t\r\n\u00a0*_~`>") == ""
}

// RedactionOf returns what takes out some people.
func RedactionOf(people ...Identity) Redaction {
	r := Redaction{starting: map[string][]phrase{}, erased: map[int64]bool{}}
	for _, p := range people {
		r.erased[p.ID] = p.ID != 0
		r.add(p)
	}
	return r
}

// None reports whether there is nothing to take out.
func (r Redaction) None() bool { return len(r.starting) == 0 }

// And takes out what either takes out.
func (r Redaction) And(other Redaction) Redaction {
	both := Redaction{starting: map[string][]phrase{}, erased: map[int64]bool{}}
	for _, from := range []Redaction{r, other} {
		maps.Copy(both.erased, from.erased)
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
	return slices.Equal(p.words, q.words) && p.to == q.to && p.at == q.at && p.alone == q.alone && p.until.Equal(q.until)
}

// later is how much later than somebody was erased a line may stand that was said before: clocks of Redis differ.
const later = time.Minute

// add adds what names one person.
func (r Redaction) add(p Identity) {
	name, until := piecesOf(p.Name), p.Until
	if !until.IsZero() {
		until = until.Add(later)
	}
	full := func(text string) { r.phrase(text, phrase{to: campus.NameErased, at: everyday(name), until: until}) }
	full(p.Name)
	for i, part := range name {
		if len(name) > 1 && len(part.word) > 2 {
			r.phrase(p.Name[part.from:part.to], phrase{to: campus.NameErased, at: true, until: until})
		}
		if i > 0 && i == len(name)-1 {
			full(p.Name[part.from:] + ", " + p.Name[:part.from])
		}
	}
	if n := len(name); n > 2 && len(strings.Fields(p.Name)) > 2 { // without the names between the first and the last
		first, last := p.Name[name[0].from:name[0].to], p.Name[name[n-1].from:]
		full(first + " " + last)
		full(last + ", " + first)
	}
	at := p.Shared || ordinary(piecesOf(p.Username), name)
	r.phrase(p.Username, phrase{to: campus.NameErased, at: at, until: until})
	r.phrase(p.Email, phrase{to: Redacted, alone: true, until: until})
	for _, born := range datesOf(p.Born) {
		r.phrase(born, phrase{to: Redacted, until: until})
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

// everyday reports whether all words of a name are said of much else: one that is too short, numbers, or words of the language.
func everyday(name []piece) bool {
	return !slices.ContainsFunc(name, func(one piece) bool {
		short := len(name) == 1 && utf8.RuneCountInString(one.word) < 3 && one.word[0] < utf8.RuneSelf
		return !short && strings.Trim(one.word, "0123456789") != "" && !everydayWords[one.word]
	})
}

// ordinary reports whether a username may be said of much else: it is one word, with no number in it and nothing of the name. Whoever is
// called "exam" has chosen it, and nobody knows all words of all languages.
func ordinary(username, name []piece) bool {
	if len(username) != 1 || everyday(username) {
		return everyday(username)
	}
	word := username[0].word
	return !strings.ContainsAny(word, "0123456789") && !slices.ContainsFunc(name, func(part piece) bool {
		return len(part.word) > 2 && strings.Contains(word, part.word)
	})
}

// everydayWords are words that are names, the names of accounts that are words, and words of which names are made that are none.
var everydayWords = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(`
		about admin after again all also always amber and angel any april are art ash ask august autumn away back bad bear
		because been before best better big bill bishop blue bob both brook buck but bye call can carol chance chase christian
		chuck class clay cliff come cook cooper could course crystal daisy dale dank dawn day days dean dear destiny did
		different does done down drew each earl easy else end eve even evening ever every exam exercise faith far fern few
		fine first fisher ford forest fox frank friend friends from full get ginger give glen going good got grace grant green
		group guest guten guy hall happy hard harmony harry has have heath heather hello help her here hill him his holly home
		homework honor hope hour how hunter idea into iris its ivory ivy jack jasmine jay jean jewel john joy june just keep
		kind king knight know lance last late later learn leave lee left less lesson let life like lily line little live long
		look lot love made major make many marina mark mason math maths may maybe mean meeting melody menu mercy mike miles
		miller misty morgen morning most much must name need never new next nice night none norm not nothing now often olive
		once one only open other our out over own page paper parker part pat patience pearl penny people pierce pip place play
		please point price prince problem project question quick quite quiz rain ray read ready really red rich right river
		rob robin rock room rose ruby rusty sage said same say school scout second see seminar send she should show skip sky
		small smith some somebody someone soon sorry star start stone stop storm student such sue summer sunny sure tag take
		talk tanner task taylor teacher team tell test text than thank thanks that the their them then there these they thing
		things think this those three time today together tom tomorrow tony too topic trinity try two under until upper use
		user van very victor vielen violet wade wait walker want was watch way week welcome well were what when where which
		while white who why will willow winter with wood woods work would write wrong year yes yesterday yet you young your
		zero`) {
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
	german := strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")[day.Month()-1]
	all = append(all, n+day.Format("-of-January-2006"), day.Format("2-")+german+day.Format("-2006"),
		day.Format("02-")+german+day.Format("-2006"))
	return append(all, n+day.Format("-January-2006"), n+day.Format("-Jan-2006"), day.Format("January-")+n+day.Format("-2006"),
		day.Format("Jan-")+n+day.Format("-2006"))
}

// Text returns a text that was said at a time without what names people, and whether there was anything.
func (r Redaction) Text(text string, said time.Time) (string, bool) {
	if r.None() || text == "" {
		return text, false
	}
	pieces, done := piecesOf(text), 0
	var out strings.Builder
	for i := 0; i < len(pieces); i++ {
		p, n := r.longest(text, said, pieces[i:])
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
func (r Redaction) JSON(text string, said time.Time) (string, bool) {
	if r.None() || text == "" {
		return text, false
	}
	var value any
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	if in.Decode(&value) != nil {
		return r.Text(text, said)
	}
	value, changed := r.value(value, said)
	if !changed {
		return text, false
	}
	var out bytes.Buffer
	if json.NewEncoder(&out).Encode(value) != nil { // it was read just now
		return r.Text(text, said)
	}
	return strings.TrimSuffix(out.String(), "\n"), true
}

// Excuse does the same with an excuse, as it is kept or as the archive's details are; of a person who was erased nothing stays of why.
func (r Redaction) Excuse(person int64, text string, given time.Time) (string, bool) {
	text, changed := r.JSON(text, given)
	if !r.erased[person] {
		return text, changed
	}
	kept := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(text), &kept) != nil || len(kept["reason"]) <= len(`""`) {
		return text, changed
	}
	if delete(kept, "reason"); len(kept) == 0 {
		return "", true
	}
	out, err := json.Marshal(kept)
	if err != nil { // it was read just now
		return text, changed
	}
	return string(out), true
}

func (r Redaction) value(v any, said time.Time) (_ any, changed bool) {
	switch v := v.(type) {
	case string:
		return r.Text(v, said)
	case []any:
		for i := range v {
			one, now := r.value(v[i], said)
			v[i], changed = one, changed || now
		}
	case map[string]any:
		for key := range v {
			one, now := r.value(v[key], said)
			v[key], changed = one, changed || now
		}
	}
	return v, changed
}

// longest returns the longest phrase that a text of a time has where its pieces begin, and of how many pieces it is; 0 for none.
func (r Redaction) longest(text string, said time.Time, pieces []piece) (found phrase, n int) {
	for _, p := range r.starting[pieces[0].word] {
		if len(p.words) > n && (p.until.IsZero() || !said.After(p.until)) && p.begins(text, pieces) {
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
		if pieces[i+1].word != word || !near(gap) {
			return false
		}
	}
	if !p.alone {
		return true
	}
	return !goesOn(backwards(text[:pieces[0].from])) && !goesOn(text[pieces[len(p.words)-1].to:])
}

// goesOn reports whether an address goes on with what stands beside it: an @, or one mark and a letter or digit beyond.
func goesOn(beside string) bool {
	if strings.HasPrefix(beside, "@") {
		return true
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(beside, "._+-"))
	marks := len(beside) - len(strings.TrimLeft(beside, "._+-"))
	return marks == 1 && (unicode.IsLetter(next) || unicode.IsDigit(next))
}

// backwards returns the end of a text from its last character on, as far as an address can tell by it.
func backwards(text string) string {
	letters := []rune(text[max(0, len(text)-3*utf8.UTFMax):])
	slices.Reverse(letters)
	return string(letters)
}

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
