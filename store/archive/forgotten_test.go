package archive_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
)

func TestHowADateWasAttendedGoesForGoodWhenTheDateIsTooOld(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 5, Events: 4}
		h := newHouse(t, s)
		ctx, m := t.Context(), h.held(t, 2)
		room := store.MeetingRoom(m.ID, 1)
		must(t, h.c.Meetings.Excuse(ctx, h.thales, m.ID, 1, h.john.ID, "ill", ""))
		tag := engine.TagOf(fmt.Sprint("meeting:", m.ID))
		for _, list := range []string{"expiring", "forgetting"} { // whatever stands there, what is not in the archive stays
			key := engine.Keys{Prefix: h.c.Options.Prefix}.In(tag, list)
			must(t, h.c.Redis.ZAdd(ctx, key, redis.Z{Score: 1, Member: fmt.Sprint(m.ID, ":1")}).Err())
		}
		if done, err := h.c.Records.Expire(ctx, 1); done != 0 || err != nil {
			t.Errorf("%d dates went that are not archived, %v", done, err)
		}
		h.archives(t, 1)
		h.c.Settle(t)
		topic := campus.PersonTopic(h.john.ID)
		rosters := engine.Keys{Prefix: h.c.Options.Prefix}.In(engine.TagOf(topic), topic+":rosters")
		if n := h.c.Redis.ZCard(ctx, rosters).Val(); n != 1 {
			t.Fatalf("john is on %d rosters", n)
		}
		before, err := h.c.Meetings.Seat(ctx, h.thales, m.ID, 1)
		must(t, err)
		h.clock.Set(before.Instance.To.AddDate(0, 4, 0)) // its files are of earlier hours
		must(t, onlyErr(h.Expirer.Tick(ctx)))
		young, err := h.c.Meetings.AttendanceAt(ctx, h.thales, m.ID, 1, "", 50)
		if err != nil || young.Instance.Forgotten || len(young.People) == 0 {
			t.Errorf("while it is kept: %+v, %v", young, err)
		}
		h.clock.Add(time.Millisecond)
		var working sync.WaitGroup
		for range 2 {
			working.Go(func() {
				if _, err := h.c.Records.Expire(ctx, 1); err != nil {
					t.Error(err)
				}
			})
		}
		working.Wait()
		gone, err := h.c.Meetings.AttendanceAt(ctx, h.thales, m.ID, 1, "", 50)
		if err != nil || !gone.Instance.Forgotten || len(gone.People) != 0 {
			t.Errorf("in the end: %+v, %v", gone, err)
		}
		own, err := h.c.Meetings.AttendanceOfPerson(ctx, h.john, h.john.ID, store.AttendanceQuery{}, nil)
		if err != nil || len(own.Dates) != 0 || own.Sums.Dates != 0 {
			t.Errorf("john's own: %+v, %v", own, err)
		}
		h.c.Settle(t)
		if n := h.c.Redis.ZCard(ctx, rosters).Val(); n != 0 {
			t.Errorf("john's own list has %d of it", n)
		}
		transcript, err := h.c.Meetings.Transcript(ctx, h.thales, m.ID, 1, store.TranscriptPiece{Limit: 50})
		if err != nil || len(transcript.People) != 0 || transcript.Count != 0 || transcript.Lines != 4 || transcript.Expired {
			t.Errorf("the transcript: %+v, %v", transcript, err)
		}
		view, err := h.c.Meetings.View(ctx, h.john, m.ID, 1, store.Span{Limit: 50})
		if err != nil || len(view.People) != 0 || view.Count != 0 || len(view.Said.Lines) != 4 {
			t.Errorf("the room: %+v, %v", view, err)
		}
		wantCode(t, "an excuse", h.c.Meetings.Excuse(ctx, h.thales, m.ID, 1, h.john.ID, "ill", ""), campus.CodeOf(campus.ErrNotExpected))
		key := func(name string) string {
			return engine.Keys{Prefix: h.c.Options.Prefix}.In(tag, "room:"+room.Topic+":"+name)
		}
		for _, name := range []string{"roster", "excused", "visits"} {
			if n := h.c.Redis.Exists(ctx, key(name)).Val(); n != 0 {
				t.Errorf("%s is there", name)
			}
		}
		came, err := h.c.Redis.ZRangeWithScores(ctx, key("attended"), 0, -1).Result()
		if must(t, err); len(came) == 0 || came[len(came)-1].Score != 1 {
			t.Errorf("of who came is kept %v", came)
		}
		if n, err := h.c.Redis.XLen(ctx, key("events")).Result(); n != 1 || err != nil {
			t.Errorf("of the room's log %d are there, %v", n, err)
		}
		must(t, onlyErr(h.Expirer.Tick(ctx)))
	})
}

func TestWhoWasAtADateThatIsForgottenMayWriteToWhoElseWas(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Events: 4}
		h := newHouse(t, s)
		ctx, who, from := t.Context(), s.xanthippe(t), h.clock.Now().Add(time.Hour)
		m := h.c.Plan(t, h.thales, campus.NewMeeting{Title: "Physics", Public: true,
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		h.clock.Set(from)
		h.c.Tick(t)
		for _, p := range []campus.Person{h.john, who} {
			must(t, h.c.Meetings.Join(ctx, p, m.ID, 1, ""))
		}
		h.ends(t)
		h.c.Settle(t)
		h.archives(t, 1)
		h.clock.Add(200 * 24 * time.Hour)
		must(t, onlyErr(h.Expirer.Tick(ctx)))
		h.c.Settle(t)
		found, _, err := h.c.Rooms.WriteTo(ctx, h.john, nil, "xanth")
		if err != nil || len(found) != 1 {
			t.Errorf("john finds %d people to write to, %v", len(found), err)
		}
	})
}

func TestExcusesFromADateThatDidNotTakePlaceGoAsWell(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Events: 4}
		h := newHouse(t, s)
		ctx, from := t.Context(), h.clock.Now().Add(48*time.Hour)
		m := h.c.Plan(t, h.thales, campus.NewMeeting{Title: "Greek", Audience: []string{h.john.Email},
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		h.c.Settle(t)
		must(t, h.c.Meetings.Excuse(ctx, h.thales, m.ID, 1, h.john.ID, "in hospital", ""))
		must(t, h.c.Meetings.CancelInstances(ctx, h.thales, m.ID, 1, false, 0, ""))
		h.c.Settle(t)
		named := func() bool {
			for key, value := range h.c.Contents(t) {
				if strings.Contains(key, ":excused") && strings.Contains(value, "in hospital") {
					return true
				}
			}
			return false
		}
		h.clock.Set(from.AddDate(0, 4, -1))
		must(t, onlyErr(h.Expirer.Tick(ctx)))
		if !named() {
			t.Error("the excuse is gone too early")
		}
		h.clock.Add(48 * time.Hour)
		must(t, onlyErr(h.Expirer.Tick(ctx)))
		if named() {
			t.Error("the excuse is there still")
		}
	})
}
