package archive_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Faults 11 and 13 of the reference: an item without a time is lost, and one of another writer is never removed.
func TestWhatIsRemovedIsDroppedOnceItsGraceIsOver(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		all := x.some(t, 0, 3)
		all[2].WriterID = "somebody"
		must(t, x.Batch(t.Context(), all, nil))
		must(t, x.Batch(t.Context(), nil, []archive.Name{all[0].Name(), all[1].Name(), all[2].Name()}))
		drops := func(n int) []archive.Drop {
			t.Helper()
			got, err := x.Drops(t.Context(), n, time.Minute)
			must(t, err)
			return got
		}
		x.clock.Add(10*time.Minute - time.Millisecond)
		if got := drops(10); len(got) != 0 {
			t.Errorf("within the grace: %v", got)
		}
		x.clock.Add(time.Millisecond)
		got := drops(2)
		if len(got) != 2 || got[0] != (archive.Drop{Name: all[0].Name(), Layer: "local"}) || got[1].Path != all[1].Path {
			t.Errorf("got %v", got)
		}
		rest := drops(10)
		if len(rest) != 1 || rest[0].Path != all[2].Path {
			t.Errorf("those that nobody has: %v", rest)
		}
		must(t, x.Dropped(t.Context(), got[0]))
		must(t, x.Dropped(t.Context(), got[0], rest[0]))
		x.clock.Add(time.Minute) // who has the second one has died
		if got = drops(10); len(got) != 1 || got[0].Path != all[1].Path {
			t.Errorf("what was not ended: %v", got)
		}
		must(t, x.Dropped(t.Context(), got...))
		x.clock.Add(time.Hour)
		if s := status(t, x); s.Drops != 0 || len(drops(10)) != 0 {
			t.Errorf("got %+v", s)
		}
	})
}

// Fault 7: a file that is registered again keeps its order to be dropped, and loses its rows.
func TestWhatIsRegisteredAgainIsNotDropped(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		all := x.some(t, 0, 2)
		must(t, x.Batch(t.Context(), nil, []archive.Name{all[0].Name(), all[1].Name()}))
		must(t, x.Batch(t.Context(), all[:1], nil))
		x.clock.Add(time.Hour)
		got, err := x.Drops(t.Context(), 10, time.Minute)
		must(t, err)
		if len(got) != 1 || got[0].Path != all[1].Path {
			t.Errorf("got %v", got)
		}
		wantCode(t, "while it is being removed", x.Batch(t.Context(), all[1:], nil), campus.Conflict)
		must(t, x.Dropped(t.Context(), got...))
		must(t, x.Batch(t.Context(), all[1:], nil))
		x.clock.Add(time.Hour)
		if got, err = x.Drops(t.Context(), 10, time.Minute); err != nil || len(got) != 0 {
			t.Errorf("what is registered: %v, %v", got, err)
		}
	})
}

func TestWhatMayBeThereWithoutBeingRegisteredIsKnown(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	all := x.some(t, 0, 4)
	must(t, x.Batch(t.Context(), nil, []archive.Name{all[0].Name(), all[1].Name()}))
	x.clock.Add(time.Hour)
	p := x.take(t, "w")
	_, err := x.Drops(t.Context(), 1, time.Minute)
	must(t, err)
	making, dropping, err := x.Underway(t.Context())
	must(t, err)
	var gone []string
	for _, d := range dropping {
		gone = append(gone, d.Path)
	}
	slices.Sort(gone)
	if len(making) != 1 || making[0].Path != p.To || !slices.Equal(gone, paths(all[:2])) {
		t.Errorf("got %v, %v", making, dropping)
	}
}

func TestAStatusSaysHowMuchThereIsAndWhatIsLeftToDo(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		yesterday := file("events", 1, noon.Add(-24*time.Hour), 0)
		yesterday.Bytes = 5
		must(t, x.Batch(t.Context(), []archive.Entry{yesterday, file("messages", 1, noon.AddDate(-1, 0, 0), 0)}, nil))
		x.some(t, 0, 3)
		s := status(t, x)
		if len(s.Tables) != 2 || s.Tables[0].Table != "events" || s.Tables[0].Sums != (archive.Sums{Files: 4, Rows: 40, Bytes: 3005}) ||
			s.Tables[1].Sums != (archive.Sums{Files: 1, Rows: 10, Bytes: 1000}) {
			t.Errorf("got %+v", s.Tables)
		}
		day := noon.Truncate(24 * time.Hour)
		want := []archive.Day{{Day: day.AddDate(0, 0, -2)}, {Day: day.AddDate(0, 0, -1), Sums: archive.Sums{Files: 1, Rows: 10, Bytes: 5}},
			{Day: day, Sums: archive.Sums{Files: 3, Rows: 30, Bytes: 3000}}}
		if !slices.Equal(s.Tables[0].Days, want) {
			t.Errorf("got %+v", s.Tables[0].Days)
		}
		if s.Waiting != 5 || s.Groups != 1 || s.Plans != 0 || s.Wrong != 0 {
			t.Errorf("got %+v", s)
		}
		x.clock.Add(time.Minute)
		p := x.take(t, "w")
		if s = status(t, x); s.Plans != 1 || s.Next[0].ID != p.ID || s.Next[0].Owner != "w" || !s.Next[0].When.Equal(p.Deadline) {
			t.Errorf("got %+v", s)
		}
		must(t, x.Commit(t.Context(), p, merged(p)))
		if s = status(t, x); s.Drops != 3 || !s.DropsSince.Equal(x.clock.Now().Add(10*time.Minute)) || s.Plans != 0 ||
			s.Tables[0].Days[2].Files != 1 {
			t.Errorf("got %+v", s)
		}
	})
}

// A file that is being removed may go at any moment: nothing is made of it.
func TestAPlanIsNotCommittedWhoseFileIsBeingRemoved(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		ctx := t.Context()
		x.some(t, 0, 2)
		x.clock.Add(time.Hour)
		p := x.take(t, "w")
		dropping, file := "", p.Table+"/"+p.To+"\n"+archive.LayerLocal
		for key := range x.contents(t) {
			if before, ok := strings.CutSuffix(key, ":plans"); ok {
				dropping = before + ":dropping"
			}
		}
		must(t, x.c.Redis.ZAdd(ctx, dropping, redis.Z{Score: 1, Member: file}).Err())
		if err := x.Commit(ctx, p, merged(p)); !errors.Is(err, archive.ErrPlanLost) {
			t.Errorf("it is committed: %v", err)
		}
		must(t, x.c.Redis.ZRem(ctx, dropping, file).Err())
		must(t, x.Commit(ctx, p, merged(p)))
	})
}
