package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// react gives a line a reaction, or takes it back.
func (r room) react(t testing.TB, who campus.Person, line int64, name string, give bool) {
	t.Helper()
	must(t, r.Rooms.React(t.Context(), who, store.MeetingRoom(r.id, 1), line, name, give, ""))
}

// reactions is what a line was given: "NAME COUNT PERSON…" of each.
func (r room) reactions(t testing.TB, line int64) []string {
	t.Helper()
	lines, err := r.Rooms.Lines(t.Context(), store.MeetingRoom(r.id, 1), []int64{line})
	must(t, err)
	var all []string
	for _, one := range lines[0].Reactions {
		said := fmt.Sprintf("%s %d", one.Name, one.Count)
		for _, p := range one.People {
			said += fmt.Sprint(" ", p.ID)
		}
		all = append(all, said)
	}
	return all
}

// onPaper is reactions of a line without Redis.
type onPaper struct {
	names []string // in the order in which they were first given
	who   map[string][]int64
}

func (p *onPaper) react(who int64, name string, give bool) {
	had := slices.Contains(p.who[name], who)
	switch {
	case give && !had:
		if len(p.who[name]) == 0 {
			p.names = append(p.names, name)
		}
		p.who[name] = append(p.who[name], who)
	case !give && had:
		p.who[name] = slices.DeleteFunc(p.who[name], func(one int64) bool { return one == who })
		if len(p.who[name]) == 0 {
			p.names = slices.DeleteFunc(p.names, func(one string) bool { return one == name })
		}
	}
}

func (p *onPaper) said() []string {
	var all []string
	for _, name := range p.names {
		slices.SortFunc(p.who[name], func(a, b int64) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		said := fmt.Sprintf("%s %d", name, len(p.who[name]))
		for _, id := range p.who[name] {
			said += fmt.Sprint(" ", id)
		}
		all = append(all, said)
	}
	return all
}

func TestReactionsAreWhatTheyAreOnPaperWhoeverGivesAndTakesThem(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 3)
		rapid.Check(t, func(rt *rapid.T) {
			line, other := r.say(t, r.people[0], "one"), r.say(t, r.people[1], "other")
			papers := map[int64]*onPaper{line: {who: map[string][]int64{}}, other: {who: map[string][]int64{}}}
			for range rapid.IntRange(1, 25).Draw(rt, "deeds") {
				at, who := rapid.SampledFrom([]int64{line, other}).Draw(rt, "line"), rapid.SampledFrom(r.people).Draw(rt, "who")
				name, give := rapid.SampledFrom(campus.Reactions[:]).Draw(rt, "what").Name, rapid.Bool().Draw(rt, "give")
				r.react(t, who, at, name, give)
				papers[at].react(who.ID, name, give)
			}
			for at, paper := range papers {
				if got := r.reactions(t, at); !slices.Equal(got, paper.said()) {
					rt.Errorf("line %d has %q, on paper %q", at, got, paper.said())
				}
			}
		})
	})
}

func TestTwoWhoToggleAHundredTimesEachCountAsTheyEnd(t *testing.T) {
	t.Parallel()
	const times = 100
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 2)
		line := r.say(t, r.people[0], "vote")
		storetest.Together(2, func(i int) {
			for n := range times + i { // the first ends without, the second with
				r.react(t, r.people[i], line, "heart", n%2 == 0)
			}
		})
		want := []string{fmt.Sprintf("heart 1 %d", r.people[1].ID)}
		if got := r.reactions(t, line); !slices.Equal(got, want) {
			t.Errorf("the line has %q, want %q", got, want)
		}
		if told := r.told(t, campus.KindReacted); told != 2*times+1 {
			t.Errorf("%d changes are told, want %d", told, 2*times+1)
		}
	})
}

// told counts the events of a kind.
func (r room) told(t testing.TB, kind campus.Kind) (n int) {
	t.Helper()
	for _, e := range logOf(t, r.Campus, r.id, 1) {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func TestAReactionGivenAHundredTimesIsOneAndToldOnce(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 1)
		line, who := r.say(t, r.people[0], "well"), r.people[0]
		storetest.Together(100, func(i int) {
			if err := c.Rooms.React(t.Context(), who, store.MeetingRoom(r.id, 1), line, "check", true, fmt.Sprint("op", i%2)); err != nil {
				t.Error(err)
			}
		})
		want := []string{fmt.Sprintf("check 1 %d", who.ID)}
		if got := r.reactions(t, line); !slices.Equal(got, want) || r.told(t, campus.KindReacted) != 1 {
			t.Errorf("the line has %q, told %d times; want %q, once", got, r.told(t, campus.KindReacted), want)
		}
		// An operation that comes late does not undo what was done after it.
		r.react(t, who, line, "check", false)
		must(t, c.Rooms.React(t.Context(), who, store.MeetingRoom(r.id, 1), line, "check", true, "op1"))
		if got := r.reactions(t, line); got != nil {
			t.Errorf("sent again it is given again: %q", got)
		}
	})
}

func TestReactionsAreForWhoMaySpeakAndGoWithTheirLine(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 2)
		ctx, talk := t.Context(), store.MeetingRoom(r.id, 1)
		r.say(t, r.people[0], "one")
		for range 11 { // so that the first one's number begins others'
			r.say(t, r.people[0], "another")
		}
		r.react(t, r.people[1], 1, "sad", true)
		r.react(t, r.people[1], 12, "party", true)
		outside := c.Person(t, "outside", campus.Student)
		for what, test := range map[string]struct {
			who  campus.Person
			line int64
			name string
			want error
		}{
			"of no such name": {r.people[0], 1, "middle-finger", campus.ErrNoReaction},
			"without a name":  {r.people[0], 1, "", campus.ErrNoReaction},
			"to no line":      {r.people[0], 99, "heart", campus.ErrNoMessage},
			"from outside":    {outside, 1, "heart", campus.ErrNotAttending},
		} {
			wantRefusal(t, what, c.Rooms.React(ctx, test.who, talk, test.line, test.name, true, ""), test.want)
		}
		must(t, c.Rooms.Delete(ctx, r.people[0], talk, 1, false, ""))
		wantRefusal(t, "to a deleted line", c.Rooms.React(ctx, r.people[1], talk, 1, "heart", true, ""), campus.ErrLineDeleted)
		if got, kept := r.reactions(t, 1), r.reactions(t, 12); got != nil || len(kept) != 1 {
			t.Errorf("the deleted line has %q, another %q", got, kept)
		}
		must(t, c.Meetings.Leave(ctx, r.people[1], r.id, 1, ""))
		wantRefusal(t, "after leaving", c.Rooms.React(ctx, r.people[1], talk, 12, "party", false, ""), campus.ErrNotAttending)
		_, err := c.Meetings.Turn(ctx, c.Person(t, "admin", campus.Admin), r.id, 1, campus.TurnEnd, "")
		must(t, err)
		wantRefusal(t, "after the end", c.Rooms.React(ctx, r.people[0], talk, 12, "heart", true, ""), campus.ErrNotActive)
	})
}

func TestOfManyWhoReactSomeAreNamedAndEachKnowsTheirOwn(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		const many = campus.MaxReacted + 3
		r := enter(t, c, many)
		talk, line := store.MeetingRoom(r.id, 1), r.say(t, r.people[0], "a talk")
		storetest.Together(many-1, func(i int) { r.react(t, r.people[i], line, "heart", true) })
		for i, who := range r.people {
			view, err := c.Meetings.View(t.Context(), who, r.id, 1, store.Span{Limit: 9})
			must(t, err)
			read, err := c.Rooms.Messages(t.Context(), talk, store.Span{Limit: 9})
			must(t, err)
			must(t, c.Rooms.MarkMine(t.Context(), who, talk, read.Lines))
			if !reflect.DeepEqual(view.Said.Lines, read.Lines) {
				t.Fatalf("the page has %+v, the API %+v", view.Said.Lines, read.Lines)
			}
			got := view.Said.Lines[0].Reactions[0]
			if got.Count != many-1 || len(got.People) != campus.MaxReacted || got.Mine != (i < many-1) || got.People[4].Name == "" {
				t.Errorf("person %d reads %+v", i, got)
			}
		}
		r.react(t, r.people[0], line, "heart", false) // then there is room for another
		if got := strings.Fields(r.reactions(t, line)[0]); len(got) != campus.MaxReacted+2 || got[1] != fmt.Sprint(many-2) {
			t.Errorf("the line has %q", got)
		}
	})
}
