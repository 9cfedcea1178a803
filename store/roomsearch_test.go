package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// finds looks for words in all rooms of somebody, or in one, and returns what is found, in order, as "ROOM LINE".
func finds(t testing.TB, c *storetest.Campus, who campus.Person, q store.LineQuery) []string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 50
	}
	found, err := c.Rooms.Search(t.Context(), who, q, nil)
	must(t, err)
	out := make([]string, len(found.Lines))
	for i, l := range found.Lines {
		out[i] = fmt.Sprintf("%s %d", strings.TrimPrefix(l.Place.Topic, "room:"), l.ID)
	}
	return out
}

// wantFound compares what somebody finds with what they should, in whatever order.
func wantFound(t testing.TB, c *storetest.Campus, what string, who campus.Person, q store.LineQuery, want ...string) {
	t.Helper()
	got := finds(t, c, who, q)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: %s finds %q, want %q", what, who.Username, got, want)
	}
}

// talk is a campus in which the same word is said in a room of each kind.
type talk struct {
	thales, john, hamid, haled, admin campus.Person
	course                            campus.Course
	room, private                     store.Room
	inCourse, inPrivate               campus.RoomID
}

func newTalk(t testing.TB, c *storetest.Campus) talk {
	t.Helper()
	w := talk{thales: c.Person(t, "thales", campus.Teacher), john: c.Person(t, "john", campus.Student),
		hamid: c.Person(t, "hamid", campus.Student), haled: c.Person(t, "haled", campus.Student), admin: c.Person(t, "admin", campus.Admin)}
	w.course = c.Course(t, w.thales, "Geometry", 5)
	c.Enrol(t, w.course, w.john, w.hamid)
	w.room, w.private = store.CourseRoom(w.course.ID), store.PrivateRoom(w.john.ID, w.hamid.ID)
	w.inCourse, w.inPrivate = campus.CourseRoomID(w.course.ID), campus.PrivateRoomID(w.john.ID, w.hamid.ID)
	says(t, c, w.haled, store.GeneralRoom(), "the needle in general")
	says(t, c, w.thales, w.room, "a needle in the course")
	says(t, c, w.john, w.private, "a needle between two")
	c.Settle(t)
	return w
}

func TestASearchFindsWhatOneMayReadAtThisMomentAndNothingElse(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, w := t.Context(), newTalk(t, c)
		all := store.LineQuery{Words: "needle"}
		general, course, private := "general 1", string(w.inCourse)+" 1", string(w.inPrivate)+" 1"
		wantFound(t, c, "at first", w.john, all, general, course, private)
		wantFound(t, c, "at first", w.hamid, all, general, course, private)
		wantFound(t, c, "at first", w.thales, all, general, course)
		wantFound(t, c, "at first", w.haled, all, general)
		wantFound(t, c, "at first", w.admin, all, general)
		one := store.LineQuery{Words: "needle", Room: w.inCourse}
		wantFound(t, c, "in the course", w.john, one, course)
		wantFound(t, c, "in a course that one looks after", w.admin, one, course)
		for who, query := range map[*campus.Person]store.LineQuery{&w.haled: one, &w.admin: {Words: "needle", Room: w.inPrivate},
			&w.thales: {Words: "x", Room: w.inPrivate}, &w.john: {Room: campus.PrivateRoomID(w.hamid.ID, w.haled.ID), Words: "needle"}} {
			if got, err := c.Rooms.Search(ctx, *who, query, nil); err == nil || len(got.Lines) > 0 || len(got.Meant) > 0 {
				t.Errorf("%s finds %+v in %s", who.Username, got, query.Room)
			}
		}
		_, err := c.Courses.Drop(ctx, w.john, w.course.ID, "")
		must(t, err)
		wantFound(t, c, "dropped just now", w.john, all, general, private) // no follower has heard of it yet
		_, err = c.Rooms.Search(ctx, w.john, one, nil)
		wantRefusal(t, "in a room that one has lost", err, campus.ErrNotEnrolled)
		must(t, c.Rooms.Sanction(ctx, w.admin, store.GeneralRoom(), w.hamid.ID, campus.KindBanned, ""))
		wantFound(t, c, "banned just now", w.hamid, all, course, private)
		c.Settle(t)
		must(t, c.Courses.Delete(ctx, w.thales, w.course.ID, ""))
		wantFound(t, c, "of a course that is deleted", w.hamid, all, private)
		wantFound(t, c, "of one's own that is deleted", w.thales, all, general, course)
	})
}

func TestAFoundLineSaysWhoSaidItWhereAndWhetherItIsFolded(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, w := t.Context(), newTalk(t, c)
		says(t, c, w.haled, store.GeneralRoom(), "needles for @hamid and "+fmt.Sprintf("@**x|%d**", w.thales.ID))
		c.Settle(t)
		must(t, c.People.Block(ctx, w.john, w.haled.ID, ""))
		must(t, c.People.Block(ctx, w.john, w.thales.ID, "")) // whose lines nobody folds
		got, err := c.Rooms.Search(ctx, w.john, store.LineQuery{Words: "needle", Limit: 9, Sort: store.ByNewest}, nil)
		must(t, err)
		var said []string
		for _, l := range got.Lines {
			said = append(said, fmt.Sprintf("%s in %s (%s): %s %v", l.Author.Name, l.Place.Title, l.Place.Kind, l.Body, l.Folded))
		}
		want := []string{fmt.Sprintf("The haled in General (general): needles for @**The hamid|%d** and @**The thales|%d** true", w.hamid.ID,
			w.thales.ID), "The john in The hamid (private): a needle between two false",
			"The thales in Geometry (course): a needle in the course false", "The haled in General (general): the needle in general true"}
		if !slices.Equal(said, want) || got.Rooms != 3 || got.Left != 0 || got.Next != "" {
			t.Errorf("found is %q in %d rooms, want %q", said, got.Rooms, want)
		}
		for from, want := range map[string][]string{"haled": {"general 1", "general 2"}, "hal": {"general 1", "general 2"},
			fmt.Sprint(w.john.ID): {string(w.inPrivate) + " 1"}, "The": {"general 1", "general 2", string(w.inCourse) + " 1",
				string(w.inPrivate) + " 1"}, "haled@stoa.example": nil} { // whose an address is, no search says
			wantFound(t, c, "from "+from, w.john, store.LineQuery{Words: "needle", From: from}, want...)
		}
		if got, err := c.Rooms.Search(ctx, w.john, store.LineQuery{Words: "needle", From: "zeno"}, nil); err != nil || !got.Nobody {
			t.Errorf("from nobody comes %+v, %v", got, err)
		}
	})
}

// Suggestions come from rooms that the asker may read, and from no other.
func TestATypoIsUnderstoodByWhatOneMayRead(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		w := newTalk(t, c)
		says(t, c, w.john, w.private, "xylophone")
		c.Settle(t)
		says(t, c, w.haled, store.GeneralRoom(), "xylophonic") // neither is it what is typed, nor a typo from it
		c.Settle(t)
		for _, who := range []campus.Person{w.john, w.hamid, w.haled, w.thales, w.admin} {
			got, err := c.Rooms.Search(t.Context(), who, store.LineQuery{Words: "xylofhone"}, nil)
			must(t, err)
			if mine := who.ID == w.john.ID || who.ID == w.hamid.ID; mine != (len(got.Lines) == 1) || mine != slices.Equal(got.Meant, []string{"xylophone"}) {
				t.Errorf("%s finds %+v, meaning %q", who.Username, got.Lines, got.Meant)
			}
		}
		says(t, c, w.haled, store.GeneralRoom(), "xylofhone") // so it is no typo any more
		c.Settle(t)
		for words, want := range map[string][]string{"xylofhone": {"general 3"}, "xylofhone needle": {"general 1", "general 3",
			string(w.inCourse) + " 1", string(w.inPrivate) + " 1"}} {
			wantFound(t, c, words, w.john, store.LineQuery{Words: words}, want...)
		}
	})
}

func TestWhateverIsTypedIsTextAndAForeignCursorIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, w := t.Context(), newTalk(t, c)
		for _, words := range []string{"", " ", `"`, `from:john in:general -needle "a b`, "(a OR b) AND NOT c*", "💥🎓", "\x00\xff", "{room}:x", "%s' --",
			strings.Repeat("x", 10_000), strings.Repeat("needle ", 1500), strings.Repeat("日本", 5000), "a b c d e f g h i j k l m n o p q r s"} {
			for _, room := range []campus.RoomID{"", campus.GeneralID, w.inCourse} {
				for _, sort := range []string{"", store.ByNewest} {
					if _, err := c.Rooms.Search(ctx, w.john, store.LineQuery{Words: words, Room: room, Sort: sort}, nil); err != nil {
						t.Errorf("%.20q in %q: %v", words, room, err)
					}
				}
			}
		}
		_, err := c.Rooms.Search(ctx, w.john, store.LineQuery{Words: "a", Sort: "closing"}, nil)
		wantFields(t, "another order", err, campus.Invalid, "sort")
		page, err := c.Rooms.Search(ctx, w.john, store.LineQuery{Words: "needle", Limit: 1}, nil)
		must(t, err)
		for _, q := range []store.LineQuery{{Words: "needles", Cursor: page.Next}, {Words: "needle", Cursor: page.Next, Sort: store.ByNewest},
			{Words: "needle", Cursor: "x"}, {Words: "needle", Cursor: page.Next + "x"}, {Words: "needle", Cursor: "b0.x@y.0-1"},
			{Words: "needle", Cursor: strings.Repeat("b", 5000)}, {Words: "needle", Cursor: strings.Replace(page.Next, "@", "", 1)}} {
			if _, err := c.Rooms.Search(ctx, w.john, q, nil); campus.CodeOf(err) != campus.BadRequest {
				t.Errorf("with the cursor %.40q it answers %v", q.Cursor, err)
			}
		}
	})
}

func TestWhatSomebodyErasedSaidPrivatelyIsNowhere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		w := newTalk(t, c)
		says(t, c, w.john, w.private, "canaryofjohn")
		says(t, c, w.hamid, w.private, "wordsofhamid")
		deleted := says(t, c, w.john, w.private, "canaryofjohn that he deletes")
		for _, line := range []int64{2, deleted} {
			_, err := c.Reports.Line(t.Context(), store.By{Person: w.hamid}, w.private, line, campus.NewReport{Reason: campus.ReasonOther,
				Text: "what hamid thinks of it"})
			must(t, err)
		}
		must(t, c.Rooms.Delete(t.Context(), w.john, w.private, deleted, false, ""))
		c.Settle(t)
		wantFound(t, c, "before", w.hamid, store.LineQuery{Words: "canaryofjohn"}, string(w.inPrivate)+" 2")
		must(t, c.People.Erase(t.Context(), store.By{Person: w.admin}, w.john.ID))
		c.Settle(t)
		c.Settle(t)
		for key, value := range c.Contents(t) {
			if strings.Contains(value, "canaryofjohn") {
				t.Errorf("%s has it still", key)
			}
		}
		wantFound(t, c, "after", w.hamid, store.LineQuery{Words: "canaryofjohn wordsofhamid"}, string(w.inPrivate)+" 3")
		sound(t, c)
	})
}

// However many rooms one has, a search looks in so many, says in how many not, and these can be searched one by one.
func TestASearchInHundredsOfRoomsIsBoundedAndSaysSo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, w := t.Context(), newTalk(t, c)
		says(t, c, w.thales, store.PrivateRoom(w.thales.ID, w.john.ID), "a needle of long ago")
		others := make([]redis.Z, 500)
		for i := range others {
			others[i] = redis.Z{Score: 1e13 + float64(i), Member: 1000 + i}
		}
		must(t, c.Redis.ZAdd(ctx, c.PrivateKey(w.thales.ID), others...).Err())
		c.Settle(t)
		found, err := c.Rooms.Search(ctx, w.thales, store.LineQuery{Words: "needle", Limit: 9}, nil)
		must(t, err)
		if len(found.Lines) != 2 || found.Rooms != store.MaxSearched || found.Left != 503-store.MaxSearched {
			t.Errorf("%d lines are found in %d rooms, %d are left out", len(found.Lines), found.Rooms, found.Left)
		}
		one := campus.PrivateRoomID(w.thales.ID, w.john.ID)
		wantFound(t, c, "in the oldest alone", w.thales, store.LineQuery{Words: "needle", Room: one}, string(one)+" 1")
	})
}

// Of a page of what one may not read nothing would be left, though there is more behind it.
func TestWhatOneMayNotReadLeavesNoEmptyPageOfASearch(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		w := newTalk(t, c)
		must(t, c.Rooms.Sanction(t.Context(), w.admin, store.GeneralRoom(), w.john.ID, campus.KindBanned, ""))
		for range 5 {
			says(t, c, w.haled, store.GeneralRoom(), "a needle and a canary")
		}
		c.Settle(t)
		for _, sort := range []string{store.ByRelevance, store.ByNewest} {
			got, err := c.Rooms.Search(t.Context(), w.john, store.LineQuery{Words: "needle", Sort: sort, Limit: 2}, nil)
			if err != nil || len(got.Lines) != 2 || got.Next != "" || got.Rooms != 2 {
				t.Errorf("by %s who is banned from General finds %+v, %v", sort, got, err)
			}
		}
		got, err := c.Rooms.Search(t.Context(), w.john, store.LineQuery{Words: "canari", Limit: 2}, nil)
		if err != nil || len(got.Lines) != 0 || len(got.Meant) != 0 {
			t.Errorf("what is said there is suggested: %+v, %v", got, err)
		}
	})
}

func TestFromANameThatManyHaveSaysSoAndFindsWhoIsNotThereAnyMoreToo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, w := t.Context(), newTalk(t, c)
		off := campus.StatusDisabled
		_, _, err := c.People.Edit(ctx, store.By{Person: w.admin}, w.haled.ID, campus.PersonChange{Status: &off})
		must(t, err)
		c.Settle(t)
		wantFound(t, c, "from who is disabled", w.john, store.LineQuery{Words: "needle", From: "haled"}, "general 1")
		many := c.Students(t, store.MostNamed+1)
		for from, want := range map[string][2]bool{"student": {true, false}, many[7].Name: {false, false}, "zeno": {false, true}} {
			got, err := c.Rooms.Search(ctx, w.john, store.LineQuery{Words: "needle", From: from}, nil)
			if err != nil || got.Many != want[0] || got.Nobody != want[1] {
				t.Errorf("from %s: many %t, nobody %t, %v; want %v", from, got.Many, got.Nobody, err, want)
			}
		}
	})
}
