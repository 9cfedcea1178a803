package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/index"
	"stoa/store/storetest"
)

// saidLine is a line as the model has it.
type saidLine struct {
	room   campus.RoomID
	line   campus.Line
	author campus.Person
	gone   bool
}

// gossip is a campus in which people talk, beside what each should find.
type gossip struct {
	*storetest.Campus
	t      *testing.T
	r      *rand.Rand
	people []campus.Person
	course []campus.Course
	member map[string]bool // "PERSON COURSE"
	said   []*saidLine
}

// The words of it: beginnings of each other, none a typo from another.
var gossipWords = strings.Fields("alpha alphabet al beta gamma geo of of the the ανάλυση 日本語 c++ 42")

func (g *gossip) words(most int) string {
	words := make([]string, 1+g.r.IntN(most))
	for i := range words {
		words[i] = gossipWords[g.r.IntN(len(gossipWords))]
	}
	return strings.Join(words, " ")
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// rooms are those that somebody may read.
func (g *gossip) rooms(who campus.Person) []campus.RoomID {
	rooms := []campus.RoomID{campus.GeneralID}
	for _, c := range g.course {
		if g.member[fmt.Sprint(who.ID, c.ID)] {
			rooms = append(rooms, campus.CourseRoomID(c.ID))
		}
	}
	for _, other := range g.people {
		if other.ID != who.ID {
			rooms = append(rooms, campus.PrivateRoomID(who.ID, other.ID))
		}
	}
	return rooms
}

func (g *gossip) say() {
	who := pick(g.r, g.people)
	s := &saidLine{room: pick(g.r, g.rooms(who)), author: who}
	n := says(g.t, g.Campus, who, store.RoomNamed(s.room), g.words(6))
	g.read(s, n)
	g.said = append(g.said, s)
}

// read takes a line over as it is.
func (g *gossip) read(s *saidLine, n int64) {
	lines, err := g.Rooms.Lines(g.t.Context(), store.RoomNamed(s.room), []int64{n})
	must(g.t, err)
	s.line = lines[0]
}

// change edits or deletes a line, as its author may.
func (g *gossip) change() {
	s := pick(g.r, g.said)
	if s.gone || !slices.Contains(g.rooms(s.author), s.room) {
		return
	}
	if s.gone = g.r.IntN(2) == 0; s.gone {
		must(g.t, g.Rooms.Delete(g.t.Context(), s.author, store.RoomNamed(s.room), s.line.ID, false, ""))
		return
	}
	_, err := g.Rooms.Edit(g.t.Context(), s.author, store.RoomNamed(s.room), s.line.ID, g.words(6), "")
	must(g.t, err)
	g.read(s, s.line.ID)
}

// move drops somebody from a course, or enrols them.
func (g *gossip) move() {
	who, course := pick(g.r, g.people), pick(g.r, g.course)
	key := fmt.Sprint(who.ID, course.ID)
	var err error
	if g.member[key] {
		_, err = g.Courses.Drop(g.t.Context(), who, course.ID, "")
	} else {
		_, err = g.Courses.Enrol(g.t.Context(), who, course.ID, false, "")
	}
	must(g.t, err)
	g.member[key] = !g.member[key]
}

// wanted returns what somebody should find, the newest first, and of how many of the words each is.
func (g *gossip) wanted(who campus.Person, q store.LineQuery) (lines []*saidLine, has map[*saidLine]int) {
	has = map[*saidLine]int{}
	for _, s := range g.said {
		if s.gone || !slices.Contains(g.rooms(who), s.room) || q.Room != "" && s.room != q.Room || q.From != "" &&
			q.From != fmt.Sprint(s.author.ID) {
			continue
		}
		for _, w := range index.Words(q.Words) {
			if index.Has(s.line.Body, []string{w}) {
				has[s]++
			}
		}
		if has[s] > 0 {
			lines = append(lines, s)
		}
	}
	slices.SortFunc(lines, func(a, b *saidLine) int {
		return cmp.Or(b.line.At.Compare(a.line.At), cmp.Compare(b.line.ID, a.line.ID), cmp.Compare(a.room, b.room))
	})
	return lines, has
}

// pages reads all pages of a query.
func (g *gossip) pages(who campus.Person, q store.LineQuery) (lines []string) {
	for {
		found, err := g.Rooms.Search(g.t.Context(), who, q, nil)
		must(g.t, err)
		for _, l := range found.Lines {
			lines = append(lines, fmt.Sprint(strings.TrimPrefix(l.Place.Topic, "room:"), " ", l.ID, " ", l.Body))
		}
		if q.Cursor = found.Next; q.Cursor == "" {
			return lines
		}
	}
}

// look compares what somebody finds with what they should.
func (g *gossip) look(step int) {
	who := pick(g.r, g.people)
	q := store.LineQuery{Words: g.words(3), Limit: 1 + g.r.IntN(7)}
	if g.r.IntN(3) == 0 {
		q.Sort = store.ByNewest
	}
	if g.r.IntN(3) == 0 {
		q.Room = pick(g.r, g.rooms(who))
	}
	if g.r.IntN(4) == 0 {
		q.From = fmt.Sprint(pick(g.r, g.people).ID)
	}
	lines, has := g.wanted(who, q)
	if q.Sort != store.ByNewest { // all words before some; the rest is held elsewhere
		all := len(index.Words(q.Words))
		slices.SortStableFunc(lines, func(a, b *saidLine) int { return cmp.Compare(has[b]/all, has[a]/all) })
	}
	want := make([]string, len(lines))
	for i, s := range lines {
		want[i] = fmt.Sprint(s.room, " ", s.line.ID, " ", s.line.Body)
	}
	got := g.pages(who, q)
	if q.Sort != store.ByNewest {
		complete := slices.IndexFunc(lines, func(s *saidLine) bool { return has[s] < len(index.Words(q.Words)) })
		for _, part := range [][]string{got[:max(min(complete, len(got)), 0)], want[:max(complete, 0)]} {
			slices.Sort(part)
		}
		slices.Sort(got[max(min(complete, len(got)), 0):])
		slices.Sort(want[max(complete, 0):])
	}
	if !slices.Equal(got, want) {
		g.t.Fatalf("step %d: %+v of %s finds\n%s\nwant\n%s", step, q, who.Username, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatOneFindsIsWhatAPlainListOfAllLinesSays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		g := &gossip{Campus: c, t: t, r: rand.New(rand.NewPCG(seed, 1)), member: map[string]bool{}}
		teacher := c.Person(t, "thales", campus.Teacher)
		g.people = c.Students(t, 4)
		g.course = []campus.Course{c.Course(t, teacher, "One", 0), c.Course(t, teacher, "Other", 0)}
		for step := range 400 {
			switch g.r.IntN(8) {
			case 0, 1, 2, 3:
				g.say()
			case 4:
				if len(g.said) > 0 {
					g.change()
				}
			case 5:
				g.move()
			default:
				c.Settle(t)
				g.look(step)
			}
		}
		c.Settle(t)
		sound(t, c)
	})
}
