package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/engine"
)

// A line is edited, and one is deleted, between the eraser's reading them and giving them their text.
func TestALineThatIsEditedWhileSomebodyIsTakenOutOfItSaysWhatItWasEditedTo(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who, room := t.Context(), s.xanthippe(t), store.RoomNamed(campus.GeneralID)
		for _, line := range naming {
			s.clock.Add(20 * time.Second)
			s.says(t, room, s.john, line[0])
		}
		s.erases(t, who)
		s.before(t, naming[1][0], func() {
			must(t, onlyErr(s.c.Rooms.Edit(ctx, s.john, room, 2, "ask somebody else", "")))
			must(t, s.c.Rooms.Delete(ctx, s.john, room, 3, false, ""))
		})
		if job := s.works(t, who, 10); job.Done.IsZero() {
			t.Errorf("the job stands at %+v", job)
		}
		wantPaths(t, "the room", s.reads(t, room), []string{naming[0][1], "ask somebody else", "", naming[3][1]})
	})
}

// An excuse is taken back, and one is given anew, between the eraser's reading them and giving them their reason.
func TestAnExcuseThatIsTakenBackWhileSomebodyIsTakenOutOfItStaysSo(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who, eve := t.Context(), s.xanthippe(t), s.c.Person(t, "eve", campus.Student)
		course := s.c.Course(t, s.thales, "Logic", 5)
		s.c.Enrol(t, course, s.john, eve, who)
		m := s.c.Plan(t, s.thales, campus.NewMeeting{Title: "Proofs", Course: course.ID,
			Slots: []campus.Slot{{From: noon.Add(90 * time.Hour), To: noon.Add(91 * time.Hour), Zone: "UTC"}}})
		s.c.Settle(t)
		must(t, s.c.Meetings.Excuse(ctx, s.thales, m.ID, 1, s.john.ID, "helps xanthippe.77", ""))
		must(t, s.c.Meetings.Excuse(ctx, s.thales, m.ID, 1, eve.ID, "so does xanthippe.77", ""))
		s.c.Settle(t)
		s.erases(t, who)
		s.before(t, "xanthippe.77", func() {
			must(t, s.c.Meetings.TakeBackExcuse(ctx, s.thales, m.ID, 1, s.john.ID, ""))
			must(t, s.c.Meetings.Excuse(ctx, s.thales, m.ID, 1, eve.ID, "is ill", ""))
		})
		s.works(t, who, 3)
		record, err := s.c.Records.Read(ctx, m.ID, 1)
		must(t, err)
		if len(record.Events) != 1 || record.Events[0].Person != eve.ID || record.Events[0].Detail != `{"reason":"is ill"}` {
			t.Errorf("excused are %+v", record.Events)
		}
		if job := s.works(t, who, 10); job.Done.IsZero() {
			t.Errorf("the job stands at %+v", job)
		}
	})
}

func TestOfTwoWhoLookForAJobAtOnceOneHasIt(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		s.erases(t, who)
		s.before(t, fmt.Sprint("erasure:", who.ID), func() {
			if _, ok, err := s.c.Erasures.Claim(ctx, time.Minute); !ok || err != nil {
				t.Errorf("the quicker one has it: %t, %v", ok, err)
			}
		})
		if _, ok, err := s.c.Erasures.Claim(ctx, time.Minute); ok || err != nil {
			t.Errorf("the slower one has it too: %t, %v", ok, err)
		}
		s.clock.Add(2 * time.Minute)
		s.works(t, who, 10)
	})
}

func TestWhoHadAJobForTooLongNotesNothingOfIt(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		s.erases(t, who)
		claim := func() store.ErasureJob {
			job, ok, err := s.c.Erasures.Claim(ctx, time.Minute)
			if !ok || err != nil {
				t.Fatalf("nobody has the job: %t, %v", ok, err)
			}
			return job
		}
		lost := func(what string, err error) {
			t.Helper()
			if !errors.Is(err, store.ErrErasureLost) {
				t.Errorf("%s: %v", what, err)
			}
		}
		old := claim()
		s.clock.Add(2 * time.Minute)
		job := claim()
		old.Files, old.Stage, old.Trouble = 99, store.ErasureFiles, "none"
		lost("how far it is", s.c.Erasures.Step(ctx, old, time.Hour, true))
		lost("letting it go", s.c.Erasures.Step(ctx, old, 0, false))
		lost("the end", s.c.Erasures.End(ctx, old))
		if e := s.erasure(t, who); e.Files != 0 || e.Stage != store.ErasureBegun || e.Trouble != "" || !e.Done.IsZero() {
			t.Errorf("the job says %+v", e)
		}
		must(t, s.c.Erasures.Step(ctx, job, time.Minute, true))
		must(t, s.c.Erasures.End(ctx, job))
		lost("the end, said twice", s.c.Erasures.End(ctx, job))
		lost("how far it is, after the end", s.c.Erasures.Step(ctx, job, 0, true))
		if open, err := s.c.Erasures.List(ctx); len(open) > 0 || err != nil {
			t.Errorf("not done are %+v, %v", open, err)
		}
		s.wantNoted(t, who, "0")
	})
}

// Where somebody may be named is found out by whoever follows that they were erased. Until then their job waits.
func TestAJobWaitsUntilItIsKnownWhereSomebodyMayBeNamed(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who, room := t.Context(), s.xanthippe(t), store.RoomNamed(campus.GeneralID)
		for _, line := range naming {
			s.clock.Add(20 * time.Second)
			s.says(t, room, s.john, line[0])
		}
		s.c.Settle(t)
		must(t, s.c.People.Erase(ctx, store.Itself(""), who.ID)) // and nobody has followed it yet
		for range 3 {
			if done, err := s.eraser.Tick(ctx); done != 0 || err != nil || !s.erasure(t, who).Done.IsZero() {
				t.Errorf("%d jobs are done, %v", done, err)
			}
			s.clock.Add(time.Minute)
		}
		s.c.Settle(t)
		s.works(t, who, 10)
		s.wantEnded(t, who, 3, s.drops(t))
		s.wantSaid(t, "the room", s.reads(t, room))
	})
}

// A date is on that names them, and nothing in the archive does: the job is not done before the date is in it.
func TestAJobWaitsForADateThatIsOn(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		m := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		s.erases(t, who)
		if e := s.works(t, who, 5); !e.Done.IsZero() || e.Stage != store.ErasureDates {
			t.Errorf("while the date is on the job says %+v", e)
		}
		s.ends(t)
		s.works(t, who, 20)
		s.wantEnded(t, who, 3, s.drops(t))
		s.wantSaid(t, "the archive", s.said(t, m))
	})
}

func TestAJobWaitsForNoOtherDatesThanThoseThatHadBegunAndAreNotInTheArchive(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		s.meets(t, noon.Add(time.Hour), "now")
		since := s.clock.Now()
		want := func(what string, want int) {
			t.Helper()
			if n, err := s.c.Erasures.Unsettled(ctx, since); n != want || err != nil {
				t.Errorf("%s: it waits for %d dates, %v, want %d", what, n, err, want)
			}
		}
		want("one is on", 1)
		s.meets(t, noon.Add(90*time.Minute), "later")
		want("another has begun since", 1)
		s.ends(t)
		want("both are over", 1)
		s.archives(t, 2)
		want("both are in the archive", 0)
		s.meets(t, noon.Add(4*time.Hour), "again")
		since = s.clock.Now()
		s.clock.Add(time.Hour)
		for n := 1; n > 0; { // it is over, and nobody follows that, so that it is in the list of those to come still
			var err error
			n, err = s.c.Scheduler.Tick(ctx)
			must(t, err)
		}
		want("one is over", 1)
		s.clock.Add(time.Hour)
		s.archives(t, 1)
		want("it is in the archive", 0)
	})
}

// An entry that cannot be read is in the way like a file that cannot be.
func TestAnEntryThatCannotBeReadKeepsAJobFromEnding(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		m := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		s.ends(t)
		s.archives(t, 1)
		path := s.files(t, archive.TableMessages)[0]
		folder, _, _ := strings.Cut(path, "/")
		key := "files:" + s.Database() + ":" + archive.TableMessages + ":" + folder
		kept, err := s.c.Redis.HGet(ctx, key, path).Result()
		must(t, err)
		must(t, s.c.Redis.HSet(ctx, key, path, `{"path":7}`).Err())
		s.erases(t, who)
		if e := s.works(t, who, 5); !e.Done.IsZero() || !strings.Contains(e.Trouble, path) {
			t.Errorf("the job says %+v, want a trouble with %s", e, path)
		}
		must(t, s.c.Redis.HSet(ctx, key, path, kept).Err())
		s.works(t, who, 20)
		s.wantEnded(t, who, 3, s.drops(t))
		s.wantSaid(t, "the archive", s.said(t, m))
	})
}

// Of two files of an hour that an eraser is about to look at one is made: the second is gone when it comes to it, which is no trouble.
func TestAFileThatWasMergedAwayUnderAnErasersEyesIsInNobodysWay(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		for range 2 {
			s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		}
		s.ends(t)
		s.archives(t, 2)
		s.erases(t, who)
		merged := false
		slow := archive.NewEraser(s.Index, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if point != archive.PointNamed || merged {
				return
			}
			merged = true
			for range 2 { // after the grace those that were replaced are removed
				must(t, onlyErr(s.compactor.Tick(t.Context())))
				s.clock.Add(time.Hour)
			}
			must(t, onlyErr(s.compactor.Tick(t.Context())))
		})
		must(t, onlyErr(slow.Tick(t.Context())))
		if e := s.erasure(t, who); !merged || len(s.files(t, archive.TableMessages)) != 1 || e.Trouble != "" {
			t.Errorf("merged: %t, the job says %+v", merged, e)
		}
		s.works(t, who, 20)
		s.wantEnded(t, who, 6, s.drops(t))
	})
}

// What is merged while a job is under way names nobody any more. What it is made of did, and so do the rooms.
func TestWhatIsMergedBeforeAnEraserLooksAtItGoesOutOfTheRoomsToo(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		who := s.xanthippe(t)
		dates := []campus.Meeting{s.meets(t, noon.Add(time.Hour), bodiesNaming()...), s.meets(t, noon.Add(time.Hour), bodiesNaming()...)}
		s.ends(t)
		s.archives(t, 2)
		s.clock.Add(time.Minute)
		s.erases(t, who)
		if done, err := s.compactor.Tick(t.Context()); done == 0 || err != nil {
			t.Errorf("nothing is merged: %v", err)
		}
		for _, m := range dates {
			s.wantSaid(t, "the archive", s.said(t, m))
			s.wantSaid(t, "the room", s.reads(t, store.MeetingRoom(m.ID, 1)))
		}
		s.works(t, who, 20)
		s.wantEnded(t, who, 6, s.drops(t))
	})
}

// Whoever follows that somebody was erased may be stopped before that is noted, and their job be done when it is followed again.
func TestWhatIsFollowedAgainWhenAJobIsDoneLeavesItAsItIs(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		s.c.Settle(t)
		must(t, s.c.People.Erase(ctx, store.Itself(""), who.ID))
		outbox := engine.Keys{Prefix: s.c.Options.Prefix}.Outbox(engine.TagPeople)
		entries, err := s.c.Redis.XRange(ctx, outbox, "-", "+").Result()
		must(t, err)
		s.c.Settle(t)
		s.works(t, who, 10)
		s.wantEnded(t, who, 0, s.drops(t))
		job := func() string { return s.c.Contents(t)["{people}:"+fmt.Sprint("erasure:", who.ID)] }
		was := job()
		for _, entry := range entries {
			must(t, s.c.Redis.XAdd(ctx, &redis.XAddArgs{Stream: outbox, Values: entry.Values}).Err())
		}
		s.c.Settle(t)
		if is := job(); is != was || is == "" || len(entries) == 0 {
			t.Errorf("after %d entries the job is %q, before %q", len(entries), is, was)
		}
	})
}
