package archive_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// xanthippe is somebody whose names are nobody else's.
func (s *school) xanthippe(t *testing.T) campus.Person {
	t.Helper()
	p, err := s.c.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: "Xanthippe.77", Name: "Xanthippe of Alopeke",
		Email: "Xanthippe@Stoa.Example", Role: campus.Student, Born: "1977-07-17", Password: storetest.Password})
	must(t, err)
	return p
}

// traces are what is left of xanthippe where anything is, folded.
var traces = []string{"xanthippe", "alopeke", "1977-07", "17.7.1977"}

// naming are lines that name xanthippe, and what is left of them.
var naming = [][2]string{
	{"Did XANTHIPPE of Alopeke do it?", "Did Erased person do it?"},
	{"ask xanthippe.77, or write to Xanthippe@stoa.example", "ask Erased person, or write to [erased]"},
	{"born 17.7.1977", "born [erased]"},
	{"nobody is named here", "nobody is named here"},
}

// meets is a date of an hour in which john says some lines in each half hour, and is not over yet.
func (s *school) meets(t *testing.T, from time.Time, said ...string) campus.Meeting {
	t.Helper()
	m := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Physics", Public: true, Slots: []campus.Slot{{From: from, To: from.Add(time.Hour),
		Zone: "UTC"}}})
	s.clock.Set(from)
	s.c.Tick(t)
	must(t, s.c.Meetings.Join(t.Context(), s.john, m.ID, 1, ""))
	for _, body := range said {
		s.says(t, store.MeetingRoom(m.ID, 1), s.john, body)
	}
	s.c.Settle(t)
	return m
}

func (s *school) says(t *testing.T, room store.Room, who campus.Person, body string) {
	t.Helper()
	_, err := s.c.Rooms.Post(t.Context(), who, room, campus.NewLine{Body: body}, "")
	must(t, err)
}

// ends lets the hour of a date pass.
func (s *school) ends(t *testing.T) {
	t.Helper()
	s.clock.Add(time.Hour)
	s.c.Tick(t)
}

// erases erases somebody.
func (s *school) erases(t *testing.T, p campus.Person) {
	t.Helper()
	must(t, s.c.People.Erase(t.Context(), store.Itself(""), p.ID))
	s.c.Settle(t)
}

// works lets all workers go round until somebody's job is done, or so many times.
func (s *school) works(t *testing.T, p campus.Person, times int) store.Erasure {
	t.Helper()
	for range times {
		for _, tick := range []func() (int, error){
			func() (int, error) { return s.archiver.Tick(t.Context()) },
			func() (int, error) { return s.eraser.Tick(t.Context()) },
			func() (int, error) { return s.compactor.Tick(t.Context()) },
		} {
			if _, err := tick(); err != nil {
				t.Error(err)
			}
		}
		s.c.Settle(t)
		if e := s.erasure(t, p); !e.Done.IsZero() {
			return e
		}
		s.clock.Add(10 * time.Second)
	}
	return s.erasure(t, p)
}

func (s *school) erasure(t *testing.T, p campus.Person) store.Erasure {
	t.Helper()
	e, ok, err := s.c.Erasures.Get(t.Context(), p.ID)
	if must(t, err); !ok {
		t.Fatal("there is no job")
	}
	return e
}

// wantNoTrace looks for what is left of xanthippe in all keys, in all bytes of all files, and in all rows of those registered.
func (s *school) wantNoTrace(t *testing.T) {
	t.Helper()
	found := func(where, text string) {
		t.Helper()
		for _, trace := range traces {
			if folded := strings.ToLower(text); strings.Contains(folded, trace) {
				t.Errorf("%s says %q: %.300q", where, trace, folded[max(0, strings.Index(folded, trace)-60):])
			}
		}
	}
	for key, value := range s.c.Contents(t) {
		found(key, key+" "+value)
	}
	for key, value := range s.contents(t) {
		found(key, fmt.Sprint(key, value))
	}
	for _, m := range rows[archive.Message](t, s, archive.TableMessages) {
		found("a line", fmt.Sprint(m))
	}
	for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
		found("an event", fmt.Sprint(e))
	}
	must(t, filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		bytes, err := os.ReadFile(path)
		found(path, path+string(bytes))
		return err
	}))
}

// said returns what the archive has of a date's lines.
func (s *school) said(t *testing.T, m campus.Meeting) (all []string) {
	t.Helper()
	for _, row := range rows[archive.Message](t, s, archive.TableMessages) {
		if row.Meeting == m.ID {
			all = append(all, row.Body)
		}
	}
	return all
}

// reads returns what a room shows.
func (s *school) reads(t *testing.T, room store.Room) (all []string) {
	t.Helper()
	said, err := s.c.Rooms.Messages(t.Context(), room, store.Span{Forward: true, Limit: 200})
	must(t, err)
	for _, line := range said.Lines {
		all = append(all, line.Body)
	}
	return all
}

func (s *school) wantSaid(t *testing.T, what string, got []string) {
	t.Helper()
	var want []string
	for _, line := range naming {
		want = append(want, line[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s says %q, want %q", what, got, want)
	}
}

// bodiesNaming are the lines that name xanthippe as they are said.
func bodiesNaming() (all []string) {
	for _, line := range naming {
		all = append(all, line[0])
	}
	return all
}

// A campus in which somebody is named in all places: in dates that are archived, over, on, to come, in rooms of all kinds, in excuses.
// Once they are erased and their job is done nothing that is kept anywhere names them.
func TestOfWhoIsErasedNothingThatNamesThemIsLeftAnywhere(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		course := s.c.Course(t, s.thales, "Logic", 5)
		s.c.Enrol(t, course, s.john, who)
		coming := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Coming", Course: course.ID, Slots: []campus.Slot{
			{From: noon.Add(90 * time.Hour), To: noon.Add(91 * time.Hour), Zone: "UTC"}}})
		s.c.Settle(t)
		must(t, s.c.Meetings.Excuse(ctx, s.thales, coming.ID, 1, who.ID, "Xanthippe of Alopeke is ill", ""))
		must(t, s.c.Meetings.Excuse(ctx, s.thales, coming.ID, 1, s.john.ID, "helps xanthippe.77", ""))
		rooms := []store.Room{store.RoomNamed(campus.GeneralID), store.RoomNamed(campus.CourseRoomID(course.ID)),
			store.PrivateRoom(s.john.ID, who.ID)}
		archived := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		for _, room := range rooms {
			for _, body := range bodiesNaming() {
				s.clock.Add(20 * time.Second) // nobody may say so much at once
				s.says(t, room, s.john, body)
			}
		}
		s.says(t, rooms[2], who, "my own secret: Xanthippe of Alopeke, 1977-07-17")
		s.ends(t)
		s.archives(t, 1)
		over := s.meets(t, noon.Add(5*time.Hour), bodiesNaming()...)
		s.ends(t)
		on := s.meets(t, noon.Add(9*time.Hour), bodiesNaming()...)
		before := s.erasureOf(t, who)
		s.erases(t, who)

		s.wantHidden(t, archived)
		s.archives(t, 1)
		s.wantSaid(t, "what is archived meanwhile", s.said(t, over))
		if e := s.works(t, who, 6); !e.Done.IsZero() || e.Stage != store.ErasureDates {
			t.Errorf("while a date is on the job says %+v", e)
		}
		s.ends(t)
		e := s.works(t, who, 20)
		if e.Done.IsZero() || e.Trouble != "" || e.Lines != int64(3*(3+len(rooms))+2) || e.Files != e.Of {
			t.Errorf("in the end it says %+v", e)
		}
		if before {
			t.Error("there was a job before they were erased")
		}
		s.clock.Add(time.Hour) // the files that were replaced go
		_, err := s.compactor.Tick(ctx)
		must(t, err)
		s.wantNoTrace(t)
		for what, m := range map[string]campus.Meeting{"archived": archived, "over": over, "on": on} {
			s.wantSaid(t, what, s.said(t, m))
			s.wantSaid(t, "the page of "+what, s.reads(t, store.MeetingRoom(m.ID, 1)))
		}
		for i, room := range rooms {
			got := s.reads(t, room)
			s.wantSaid(t, room.Topic, got[:len(naming)])
			if i == 2 && (len(got) != len(naming)+1 || got[len(naming)] != "") {
				t.Errorf("their own private line is %q", got)
			}
		}
		s.wantNoted(t, who, fmt.Sprint(e.Lines))
	})
}

func (s *school) erasureOf(t *testing.T, p campus.Person) bool {
	t.Helper()
	_, ok, err := s.c.Erasures.Get(t.Context(), p.ID)
	must(t, err)
	return ok
}

// wantHidden checks that who reads the archive does not find xanthippe though the files name them still.
func (s *school) wantHidden(t *testing.T, m campus.Meeting) {
	t.Helper()
	all, err := archive.New(t.Context(), s.c.Redis, s.c.Store, s.dir, archive.Options{Prefix: s.o.Prefix, Clock: s.clock.Now})
	must(t, err)
	s.c.Records.OnDelete(store.Masks{Deleting: s.archiver.Deleting, Deleted: s.archiver.Deleted})
	found, _, err := archive.Page[archive.Message](t.Context(), all, campus.Person{Role: campus.Admin}, archive.Ask{Limit: 9,
		Filter: archive.Filter{Meeting: m.ID}})
	must(t, err)
	var got []string
	for _, row := range found {
		got = append(got, row.Body)
	}
	s.wantSaid(t, "reading at once", got)
	if kept := s.said(t, m); !slices.Equal(kept, bodiesNaming()) {
		t.Errorf("the files have %q already", kept)
	}
}

// wantNoted checks that the audit says once that somebody is taken out, and of how many lines.
func (s *school) wantNoted(t *testing.T, p campus.Person, what string) {
	t.Helper()
	n := 0
	page, err := s.c.Audit.Page(t.Context(), store.AuditQuery{Limit: 200})
	must(t, err)
	for _, entry := range page.Entries {
		if entry.Deed == campus.DeedTakenOut && entry.Whom.ID == p.ID && entry.What == what {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the audit says it %d times: %+v", n, page.Entries)
	}
}

// wantEnded checks that somebody is taken out, once, and that nothing is left of them after the grace.
func (s *school) wantEnded(t *testing.T, p campus.Person, lines int64, tick func()) {
	t.Helper()
	e := s.erasure(t, p)
	if e.Done.IsZero() || e.Trouble != "" || e.Lines != lines {
		t.Errorf("the job says %+v, want %d lines", e, lines)
	}
	if open, err := s.c.Erasures.List(t.Context()); len(open) > 0 || err != nil {
		t.Errorf("not done are %+v, %v", open, err)
	}
	s.clock.Add(time.Hour)
	tick()
	s.wantNoTrace(t)
	s.wantNoted(t, p, fmt.Sprint(lines))
}

func (s *school) drops(t *testing.T) func() {
	t.Helper()
	return func() {
		_, err := s.compactor.Tick(t.Context())
		must(t, err)
	}
}

// An eraser stands still when it knows a file to name somebody, until another has taken up its job and ended it.
func TestAnEraserThatWasPausedBeyondItsLeaseChangesNothingMore(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		m := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		s.ends(t)
		s.archives(t, 1)
		s.erases(t, who)
		paused := false
		slow := archive.NewEraser(s.Index, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if point == archive.PointNamed && !paused {
				paused = true
				if _, err := s.eraser.Tick(t.Context()); err != nil || !s.erasure(t, who).Done.IsZero() {
					t.Errorf("within its lease another has taken up the job: %v", err)
				}
				s.clock.Add(2 * time.Minute)
				s.works(t, who, 20)
			}
		})
		if done, err := slow.Tick(t.Context()); done != 0 || err != nil || !paused {
			t.Errorf("the slow one has ended %d jobs, %v, and was paused: %t", done, err, paused)
		}
		s.works(t, who, 2)
		s.wantEnded(t, who, 3, s.drops(t))
		s.wantSaid(t, "the archive", s.said(t, m))
	})
}

// A compactor has merged files before somebody was erased, and stands still until their job is done.
func TestWhatWasMergedBeforeSomebodyWasErasedIsNotCommittedAfterwards(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		first := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		second := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		s.ends(t)
		s.archives(t, 2)
		s.clock.Add(time.Minute)
		paused := false
		slow := archive.NewCompactor(s.Index, s.c.Erasures, s.dir, "slow", s.c.Options.Log, func(point string) {
			if point == archive.PointMerged && !paused && len(s.files(t, archive.TableMessages)) == 2 {
				paused = true
				s.erases(t, who)
				s.clock.Add(2 * time.Minute)
				s.works(t, who, 30)
			}
		})
		if _, err := slow.Tick(t.Context()); err != nil || !paused {
			t.Errorf("the slow one: %v, and was paused: %t", err, paused)
		}
		s.wantEnded(t, who, 6, s.drops(t))
		s.wantSaid(t, "the first date", s.said(t, first))
		s.wantSaid(t, "the second date", s.said(t, second))
	})
}

// A file that cannot be read is in the way: the job says so, goes on with the others, and is not done before it can be read.
func TestAFileThatCannotBeReadKeepsAJobFromEndingAndNothingElse(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		var dates []campus.Meeting
		for n := range 3 {
			dates = append(dates, s.meets(t, noon.Add(time.Duration(3*n+1)*time.Hour), bodiesNaming()...))
			s.ends(t)
		}
		s.archives(t, 3)
		files := s.files(t, archive.TableMessages)
		path := filepath.Join(s.dir, s.Database(), archive.TableMessages, files[1])
		whole, err := os.ReadFile(path)
		must(t, err)
		bad := slices.Clone(whole)
		bad[len(bad)/2] ^= 4
		must(t, os.WriteFile(path, bad, 0o600))
		s.erases(t, who)
		if e := s.works(t, who, 12); !e.Done.IsZero() || !strings.Contains(e.Trouble, files[1]) || e.Lines != 6 {
			t.Errorf("the job says %+v, want a trouble with %s", e, files[1])
		}
		must(t, os.WriteFile(path, whole, 0o600))
		for i, m := range dates {
			if got := s.said(t, m); slices.Equal(got, bodiesNaming()) != (i == 1) {
				t.Errorf("date %d says %q", i, got)
			}
		}
		s.works(t, who, 20)
		s.wantEnded(t, who, 9, s.drops(t))
	})
}

// Whoever is killed at whatever point of erasing: in the end nothing is left, all else is as it was, and it is noted once.
func TestKilledAtAnyPointOfErasingItEndsAsIfNobodyHadBeen(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c, server := storetest.Own(t, storetest.Clock(clock.Now))
	s := &crashes{school: newSchool(t, c, clock), socket: server.Socket()}
	points := []string{archive.PointErasing, archive.PointRedacted, archive.PointNamed, archive.PointAsked, archive.PointWalked,
		archive.PointErased, archive.PointPlanned, archive.PointMerged, archive.PointCommitted}
	var dates []campus.Meeting
	for range storetest.Times(1, 20) {
		for _, point := range points {
			who := s.xanthippe(t)
			m := s.meets(t, s.clock.Now().Truncate(time.Hour).Add(2*time.Hour), bodiesNaming()...)
			dates = append(dates, m)
			s.ends(t)
			s.runs(t, "", 0)
			s.erases(t, who)
			killed := false
			for tries := 0; tries < 10 && !killed; tries++ {
				killed = s.runs(t, point, 1)
				s.clock.Add(2 * time.Minute)
			}
			if !killed {
				t.Fatalf("no process comes to %s", point)
			}
			for range 20 {
				if !s.erasure(t, who).Done.IsZero() {
					break
				}
				s.runs(t, "", 0)
				s.clock.Add(time.Minute)
			}
			s.wantEnded(t, who, 3, func() { s.runs(t, "", 0) })
		}
	}
	for _, m := range dates {
		s.wantSaid(t, "a date", s.said(t, m))
		s.wantSaid(t, "its page", s.reads(t, store.MeetingRoom(m.ID, 1)))
	}
}
