package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// town is a course with its people, for tests of the rooms that outlive meetings.
type town struct {
	*storetest.Campus
	admin, thales, hypatia, pythia, john, hamid, waits, haled campus.Person
	course                                                    campus.Course
}

func newTown(t testing.TB, c *storetest.Campus) town {
	t.Helper()
	o := town{Campus: c, admin: c.Person(t, "admin", campus.Admin), thales: c.Person(t, "thales", campus.Teacher),
		hypatia: c.Person(t, "hypatia", campus.Teacher), pythia: c.Person(t, "pythia", campus.Teacher),
		john: c.Person(t, "john", campus.Student), hamid: c.Person(t, "hamid", campus.Student),
		waits: c.Person(t, "waits", campus.Student), haled: c.Person(t, "haled", campus.Student)}
	o.course = c.Course(t, o.thales, "Geometry", 2)
	var err error
	o.course, err = c.Courses.Edit(t.Context(), o.thales, o.course.ID, campus.NewCourse{Title: "Geometry", Level: campus.Beginner,
		Places: 2, With: []int64{o.hypatia.ID}}, "")
	must(t, err)
	c.Enrol(t, o.course, o.john, o.hamid, o.waits)
	c.Settle(t)
	return o
}

func (o town) say(t testing.TB, who campus.Person, room store.Room, body string) int64 {
	t.Helper()
	id, err := o.Rooms.Post(t.Context(), who, room, campus.NewLine{Body: body}, "")
	must(t, err)
	return id
}

func TestWhoReadsAndWritesInRoomsOutsideMeetings(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		general, course, two := store.GeneralRoom(), store.CourseRoom(o.course.ID), store.PrivateRoom(o.hamid.ID, o.john.ID)
		others := errors.New("whoever is not named")
		for name, test := range map[string]struct {
			room store.Room
			want map[int64]error // of those who may not read or write
			all  error
			keep []int64 // who keeps order
		}{
			"general":              {general, nil, nil, []int64{o.admin.ID}},
			"the room of a course": {course, nil, others, []int64{o.admin.ID, o.thales.ID, o.hypatia.ID}},
			"the room of two":      {two, nil, campus.ErrNoRoom, nil},
			"of no such course":    {store.CourseRoom(campus.NewCourseID()), nil, campus.ErrNoRoom, nil},
			"with nobody":          {store.PrivateRoom(o.john.ID, 99_999), nil, campus.ErrNoRoom, nil},
		} {
			for _, who := range []campus.Person{o.admin, o.thales, o.hypatia, o.pythia, o.john, o.hamid, o.waits, o.haled} {
				want := test.all
				switch {
				case test.all == others && slices.Contains([]int64{o.pythia.ID, o.waits.ID, o.haled.ID}, who.ID):
					want = campus.ErrNotEnrolled
				case test.all == others, test.room.Topic == two.Topic && (who.ID == o.john.ID || who.ID == o.hamid.ID):
					want = nil
				}
				place, err := c.Rooms.Place(ctx, who, test.room)
				wantRefusal(t, name+": "+who.Name+" reads", err, want)
				_, err = c.Rooms.Chat(ctx, who, test.room, store.Span{Limit: 5})
				wantRefusal(t, name+": "+who.Name+" sees the page", err, want)
				_, err = c.Rooms.Post(ctx, who, test.room, campus.NewLine{Body: "hello"}, "")
				wantRefusal(t, name+": "+who.Name+" writes", err, want)
				if keeps := slices.Contains(test.keep, who.ID); place.Staff != keeps {
					t.Errorf("%s: %s keeps order: %v", name, who.Name, place.Staff)
				}
			}
		}
	})
}

func TestAPlaceSaysWhatItsReaderMayDo(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		want := func(what string, who campus.Person, room store.Room, want campus.Place) {
			t.Helper()
			got, err := c.Rooms.Place(ctx, who, room)
			got.Cursor = ""
			if err != nil || got != want {
				t.Errorf("%s: %+v, %v, want %+v", what, got, err, want)
			}
		}
		general := campus.Place{Topic: "room:general", Kind: campus.PlaceGeneral, Title: "General", Rights: campus.Rights{Enter: true},
			Open: true}
		want("general", o.john, store.GeneralRoom(), general)
		course := campus.Place{Topic: "room:course-" + o.course.ID, Kind: campus.PlaceCourse, Title: "Geometry", Course: o.course.ID,
			Rights: campus.Rights{Enter: true}, Open: true}
		want("a course", o.john, store.CourseRoom(o.course.ID), course)
		two := store.PrivateRoom(o.thales.ID, o.john.ID)
		private := campus.Place{Topic: fmt.Sprintf("room:%d:%d", o.thales.ID, o.john.ID), Kind: campus.PlacePrivate, Title: "The thales",
			Rights: campus.Rights{Enter: true}, Open: true, Other: campus.Named{ID: o.thales.ID, Name: "The thales"}}
		want("two", o.john, two, private)
		clock.Add(40 * 24 * time.Hour)
		course.Open, course.Why = false, campus.ErrCourseOver
		want("a course that has closed", o.hamid, store.CourseRoom(o.course.ID), course)
		course.Staff = true
		want("for its staff", o.thales, store.CourseRoom(o.course.ID), course)
		_, err := c.Rooms.Post(ctx, o.thales, store.CourseRoom(o.course.ID), campus.NewLine{Body: "too late"}, "")
		wantRefusal(t, "staff of a course that has closed", err, campus.ErrCourseOver)
		must(t, c.Courses.Delete(ctx, o.thales, o.course.ID, ""))
		course.Why = campus.ErrCourseGone
		want("deleted, for its staff", o.thales, store.CourseRoom(o.course.ID), course)
		_, err = c.Rooms.Place(ctx, o.john, store.CourseRoom(o.course.ID))
		wantRefusal(t, "deleted, for who was enrolled", err, campus.ErrNoRoom)
		_, err = c.Rooms.Post(ctx, o.thales, store.CourseRoom(o.course.ID), campus.NewLine{Body: "too late"}, "")
		wantRefusal(t, "deleted, written in by its staff", err, campus.ErrCourseGone)
		_, err = c.Rooms.Post(ctx, o.john, store.CourseRoom(o.course.ID), campus.NewLine{Body: "too late"}, "")
		wantRefusal(t, "deleted, written in by who was enrolled", err, campus.ErrNoRoom)
	})
}

func TestTheChatOfARoomNamesItsPeople(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		o.say(t, o.john, store.GeneralRoom(), "hello @thales")
		o.say(t, o.thales, store.GeneralRoom(), "hello")
		for name, test := range map[string]struct {
			room  store.Room
			count int
			first []int64
		}{
			"general":  {store.GeneralRoom(), 8, []int64{o.admin.ID, o.haled.ID}},
			"a course": {store.CourseRoom(o.course.ID), 4, []int64{o.thales.ID, o.hypatia.ID, o.john.ID, o.hamid.ID}},
			"two":      {store.PrivateRoom(o.john.ID, o.thales.ID), 2, []int64{o.thales.ID, o.john.ID}},
		} {
			chat, err := c.Rooms.Chat(ctx, o.john, test.room, store.Span{Limit: 9})
			must(t, err)
			var ids []int64
			for _, one := range chat.People {
				ids = append(ids, one.Person.ID)
				if one.Person.Name == "" {
					t.Errorf("%s: %d has no name", name, one.Person.ID)
				}
			}
			if chat.Count != test.count || len(ids) != test.count || !slices.Equal(ids[:len(test.first)], test.first) {
				t.Errorf("%s: %d people, %v, want %d, %v first", name, chat.Count, ids, test.count, test.first)
			}
		}
		chat, err := c.Rooms.Chat(ctx, o.john, store.GeneralRoom(), store.Span{Limit: 9})
		if err != nil || len(chat.Said.Lines) != 2 || chat.Said.Lines[0].Author.Name != "The john" || chat.Read != 1 ||
			chat.Said.Lines[0].Body != fmt.Sprintf("hello @**The thales|%d**", o.thales.ID) {
			t.Errorf("general has %+v, %v", chat, err)
		}
	})
}

// A post and a drop that race: whatever is said was said before, and who has dropped reads no more.
func TestNothingIsSaidInACoursesRoomAfterADrop(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		room := store.CourseRoom(o.course.ID)
		for round := range storetest.Times(5, 40) {
			c.Enrol(t, o.course, o.john)
			var afterDrop int64
			storetest.Together(4, func(i int) {
				if i > 0 {
					_, err := c.Rooms.Post(ctx, o.john, room, campus.NewLine{Body: fmt.Sprintf("round %d", round)}, "")
					if err != nil && !errors.Is(err, campus.ErrNotEnrolled) {
						t.Error(err)
					}
					return
				}
				_, err := c.Courses.Drop(ctx, o.john, o.course.ID, "")
				must(t, err)
				last, err := c.Rooms.Messages(ctx, room, store.Span{Limit: 1})
				must(t, err)
				if len(last.Lines) > 0 {
					afterDrop = last.Lines[0].ID
				}
			})
			last, err := c.Rooms.Messages(ctx, room, store.Span{Limit: 1})
			must(t, err)
			if len(last.Lines) > 0 && last.Lines[0].ID != afterDrop {
				t.Errorf("round %d: line %d was said after the drop, when %d was the last", round, last.Lines[0].ID, afterDrop)
			}
			_, err = c.Rooms.Place(ctx, o.john, room)
			wantRefusal(t, "who has dropped", err, campus.ErrNotEnrolled)
			_, err = c.Courses.Drop(ctx, o.waits, o.course.ID, "") // moved up meanwhile
			must(t, err)
		}
	})
}

func TestWhomALineOfARoomMentions(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		for name, test := range map[string]struct {
			room   store.Room
			nobody []string
		}{
			"general":  {store.GeneralRoom(), nil},
			"a course": {store.CourseRoom(o.course.ID), []string{"@pythia", "@waits"}},
			"two":      {store.PrivateRoom(o.john.ID, o.hamid.ID), []string{"@hypatia", "@pythia", "@waits"}},
		} {
			said, err := c.Rooms.Say(ctx, o.john, test.room, campus.NewLine{Body: "@hypatia @hamid @pythia @waits"}, "")
			if err != nil || !slices.Equal(said.Nobody, test.nobody) {
				t.Errorf("%s: nobody are %q, %v, want %q", name, said.Nobody, err, test.nobody)
			}
		}
		for name, test := range map[string]struct {
			room store.Room
			q    string
			want []int64
		}{
			"general by name":        {store.GeneralRoom(), "ha", []int64{o.haled.ID, o.hamid.ID}},
			"general, who is near":   {store.GeneralRoom(), "", nil},
			"a course by name":       {store.CourseRoom(o.course.ID), "h", []int64{o.hypatia.ID, o.hamid.ID}},
			"a course, all are near": {store.CourseRoom(o.course.ID), "", []int64{o.thales.ID, o.hypatia.ID, o.hamid.ID}},
			"two":                    {store.PrivateRoom(o.john.ID, o.hamid.ID), "", []int64{o.hamid.ID}},
			"two by another's name":  {store.PrivateRoom(o.john.ID, o.hamid.ID), "thales", nil},
		} {
			offered, err := c.Rooms.Mentionable(ctx, o.john, test.room, test.q)
			var ids []int64
			for _, one := range offered {
				ids = append(ids, one.ID)
			}
			if err != nil || !slices.Equal(ids, test.want) {
				t.Errorf("%s: %v, %v, want %v", name, ids, err, test.want)
			}
		}
		_, err := c.Rooms.Mentionable(ctx, o.haled, store.CourseRoom(o.course.ID), "")
		wantRefusal(t, "who is not enrolled", err, campus.ErrNotEnrolled)
	})
}

func TestALineThatIsNotThereIsNoLineInRoomsOfAllKinds(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		for _, room := range []store.Room{store.GeneralRoom(), store.CourseRoom(o.course.ID), store.PrivateRoom(o.hamid.ID, o.john.ID)} {
			deleted := o.say(t, o.john, room, "one")
			must(t, c.Rooms.Delete(ctx, o.john, room, deleted, false, ""))
			for what, line := range map[string]int64{"a line that was deleted": deleted, "a line that never was": 9} {
				_, err := c.Rooms.Edit(ctx, o.john, room, line, "two", "")
				wantRefusal(t, "editing "+what+" of "+room.Topic, err, campus.ErrNoMessage)
				wantRefusal(t, "deleting "+what+" of "+room.Topic, c.Rooms.Delete(ctx, o.john, room, line, false, ""), campus.ErrNoMessage)
			}
			wantRefusal(t, "reacting to nothing in "+room.Topic, c.Rooms.React(ctx, o.john, room, 9, "heart", true, ""),
				campus.ErrNoMessage)
		}
	})
}

func TestAnIdOfNoKindLeadsToNoRoom(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("what is said in a room of a kind that is not known is said in another")
		}
	}()
	store.RoomNamed("study-1")
}
