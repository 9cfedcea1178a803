package campus

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Entry is one thing in the transcript of an instance: a line, or what happened between lines. Its Kind is KindMessage or that of a
// notice, for a line; KindActive, KindMoved, KindEnded or KindCancelled for what became of the instance; KindJoin or KindLeave for who
// came or went, and KindVisits for several of these in one.
type Entry struct {
	Kind  Kind
	At    time.Time // of visits the first of them
	Until time.Time // of visits the last of them; else zero
	Line  Line      // zero for what is no line
	Who   Named     // who came or went
	Came  Visitors  // of visits
	Went  Visitors  // of visits; of an end those who were there still, of whom none is named
}

// KindVisits is who came and went between two lines of a transcript, in one entry: one each would drown what was said. No event
// is of this kind.
const KindVisits = Kind("visits")

// foldedFor is how long after the first of several visits another one is told with it.
const foldedFor = 5 * time.Minute

// Visitors are some people, of whom the first few are named.
type Visitors struct {
	Named []Named
	Count int
}

// namedVisitors is how many of those who came between two lines are named; all of them are in the list of who was there.
const namedVisitors = 3

func (v *Visitors) add(one Named) {
	if v.Count++; len(v.Named) < namedVisitors {
		v.Named = append(v.Named, one)
	}
}

// EntryKinds returns every kind of entry, but for KindVisits, which is how people read those of KindJoin and KindLeave.
func EntryKinds() []Kind {
	return append([]Kind{KindMessage, KindJoin, KindLeave, KindActive, KindMoved, KindEnded, KindCancelled}, Notices()...)
}

// Held is what is known of an instance that is over.
type Held struct {
	Instance
	Extended  []time.Time // when it was decided that it lasts longer
	Cancelled bool        // while it was open: then To is when
}

// turns returns what became of an instance, with how many were there to the end.
func (h Held) turns(visits []Visit) []Entry {
	all := []Entry{{Kind: KindActive, At: h.From}}
	for _, at := range h.Extended {
		all = append(all, Entry{Kind: KindMoved, At: at})
	}
	end := Entry{Kind: KindEnded, At: h.To}
	if h.Cancelled {
		end.Kind = KindCancelled
	}
	inside := map[int64]bool{}
	for _, v := range visits {
		if v.At.Before(h.To) {
			inside[v.Person] = v.Kind == KindJoin
		}
	}
	for _, is := range inside {
		if is {
			end.Went.Count++
		}
	}
	return append(all, end)
}

// Transcript puts a piece of what was said at an instance, and what happened then, in order: all of it after since, until the last of the
// lines, or with last all there is. Who was there to the end leaves with it.
func (h Held) Transcript(lines []Line, visits []Visit, since time.Time, last bool) []Entry {
	happened := h.turns(visits)
	for _, v := range visits {
		e := Entry{Kind: v.Kind, At: v.At, Who: Named{ID: v.Person}}
		if v.Kind == KindLeave && e.At.After(h.To) {
			e.At = h.To
		}
		happened = append(happened, e)
	}
	slices.SortStableFunc(happened, func(a, b Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(rank(a), rank(b)))
	})
	happened = slices.DeleteFunc(happened, func(e Entry) bool { return !since.IsZero() && !e.At.After(since) && !e.ends() })
	var all []Entry
	for _, l := range lines {
		n := slices.IndexFunc(happened, func(e Entry) bool { return e.At.After(l.At) || e.ends() && e.At.Equal(l.At) })
		if n < 0 {
			n = len(happened)
		}
		all, happened = append(all, happened[:n]...), happened[n:]
		e := Entry{Kind: KindMessage, At: l.At, Line: l}
		if l.Notice != "" {
			e.Kind = l.Notice
		}
		if n > 0 || len(all) == 0 {
			e.Line.Follows = false // the line before stands further up, or on another page
		}
		all = append(all, e)
	}
	if last {
		all = append(all, happened...)
	}
	return all
}

// By returns who wrote, did, came or went; zero for what nobody did.
func (e Entry) By() Named {
	if e.Line.ID != 0 {
		return e.Line.Author
	}
	return e.Who
}

// ends reports whether nobody says anything after it, though it be in the same moment.
func (e Entry) ends() bool { return e.Kind == KindEnded || e.Kind == KindCancelled }

// rank orders what happened in the same moment: it begins, people come and go, it ends.
func rank(e Entry) int {
	switch e.Kind {
	case KindActive:
		return 0
	case KindJoin, KindLeave:
		return 1
	case KindMoved:
		return 2
	}
	return 3
}

// Fold tells of people who come and go in few entries, for who reads a transcript in a zone: those of a few minutes of one hour there are
// one entry, unless it would say of somebody that they went who came back since. Who left with the end is told by the end.
func (h Held) Fold(entries []Entry, zone *time.Location) []Entry {
	var all []Entry
	var last folded
	for _, e := range entries {
		switch {
		case e.Kind == KindLeave && !e.At.Before(h.To):
		case e.Kind != KindJoin && e.Kind != KindLeave:
			all, last = append(all, e), folded{}
		default:
			if !last.takes(e, zone) {
				all = append(all, Entry{Kind: KindVisits, At: e.At})
				last = folded{at: e.At, came: map[int64]bool{}, went: map[int64]bool{}}
			}
			last.add(&all[len(all)-1], e)
		}
	}
	return all
}

// folded is who is in an entry of visits already; zero for no entry.
type folded struct {
	at         time.Time
	came, went map[int64]bool
}

// takes reports whether the entry tells the truth with another visit in it too.
func (f folded) takes(e Entry, zone *time.Location) bool {
	return f.came != nil && e.At.Sub(f.at) < foldedFor && HourOf(e.At.In(zone)).Equal(HourOf(f.at.In(zone))) &&
		(e.Kind == KindLeave || !f.went[e.Who.ID])
}

func (f folded) add(to *Entry, e Entry) {
	seen, some := f.came, &to.Came
	if e.Kind == KindLeave {
		seen, some = f.went, &to.Went
	}
	if to.Until = e.At; !seen[e.Who.ID] {
		seen[e.Who.ID] = true
		some.add(e.Who)
	}
}

// HourOf returns when the hour of a time began, on the clock of its zone.
func HourOf(at time.Time) time.Time {
	return at.Truncate(time.Minute).Add(-time.Duration(at.Minute()) * time.Minute)
}

// Tells says in words what happened, in pieces as Line.Tells does; nil for a line that somebody wrote.
func (e Entry) Tells() []Words {
	switch e.Kind {
	case KindMessage:
		return nil
	case KindActive:
		return []Words{{Text: "The meeting began."}}
	case KindMoved:
		return []Words{{Text: "The meeting was extended."}}
	case KindEnded:
		return []Words{{Text: "The meeting ended." + e.stayed()}}
	case KindCancelled:
		return []Words{{Text: "The meeting was cancelled." + e.stayed()}}
	case KindJoin:
		return []Words{{Text: e.Who.Name, Who: e.Who.ID}, {Text: " came."}}
	case KindLeave:
		return []Words{{Text: e.Who.Name, Who: e.Who.ID}, {Text: " left."}}
	case KindVisits:
		words := e.Came.tells(" came.")
		if len(words) > 0 && e.Went.Count > 0 {
			words = append(words, Words{Text: " "})
		}
		return append(words, e.Went.tells(" left.")...)
	}
	return e.Line.Tells()
}

func (e Entry) stayed() string {
	switch e.Went.Count {
	case 0:
		return ""
	case 1:
		return " One person was there to the end."
	}
	return " " + strconv.Itoa(e.Went.Count) + " people were there to the end."
}

// tells names people, and says how many more there were.
func (v Visitors) tells(did string) []Words {
	var words []Words
	more := v.Count - len(v.Named)
	for i, one := range v.Named {
		switch {
		case i == 0:
		case i == len(v.Named)-1 && more == 0:
			words = append(words, Words{Text: " and "})
		default:
			words = append(words, Words{Text: ", "})
		}
		words = append(words, Words{Text: one.Name, Who: one.ID})
	}
	if more > 0 {
		did = " and " + strconv.Itoa(more) + " more" + did
	}
	if len(words) > 0 {
		words = append(words, Words{Text: did})
	}
	return words
}

// Sentence is Tells in one piece.
func (e Entry) Sentence() string { return sentence(e.Tells()) }

// Span says from when to when something was on the clocks of a zone, with the year: on paper and in a file nobody knows what today was.
func Span(from, to time.Time, zone *time.Location) string {
	const moment = "Mon 2 Jan 2006, 15:04"
	last := moment
	if from.In(zone).Format(time.DateOnly) == to.In(zone).Format(time.DateOnly) {
		last = "15:04"
	}
	return from.In(zone).Format(moment) + " to " + to.In(zone).Format(last)
}

// ErrNotOver refuses the transcript of what has not been held, or goes on.
var ErrNotOver = Refuse(Conflict, "There is a transcript when a meeting is over.")
