package store_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// porch is a campus of which a test says who has streams where, and hears who is said to come and go.
type porch struct {
	*storetest.Campus
	clock *storetest.Hands
	heard chan campus.Event
}

// Heard implements store.Sink.
func (p *porch) Heard(e campus.Event) {
	if e.Kind == campus.KindPresence {
		p.heard <- e
	}
}

// Resync implements store.Sink.
func (p *porch) Resync() {}

// everyPorch runs a test on every kind of Redis, with a listener that hears, long after the start: who goes is told.
func everyPorch(t *testing.T, test func(t *testing.T, p *porch)) {
	t.Helper()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		p := &porch{c, clock, make(chan campus.Event, 1000)}
		listener := store.NewListener(c.Store, p)
		ctx, stop := context.WithCancel(t.Context())
		var listening sync.WaitGroup
		listening.Go(func() { _ = listener.Run(ctx) })
		t.Cleanup(func() { stop(); listening.Wait() })
		storetest.Await(t, "hearing", listener.Listening)
		p.pass(t, 20*time.Second)
		test(t, p)
	})
}

// stand says who has streams at a Stoa, and who has closed the last.
func (p *porch) stand(t *testing.T, stoa string, stand, closed []int64) {
	t.Helper()
	must(t, p.Presence.Stand(t.Context(), stoa, stand, closed))
}

// pass lets time pass, with a tick every second.
func (p *porch) pass(t *testing.T, d time.Duration) {
	t.Helper()
	for range d / time.Second {
		p.clock.Add(time.Second)
		p.tick(t)
	}
}

func (p *porch) tick(t *testing.T) (came, went int64) {
	t.Helper()
	came, went, err := p.Presence.Tick(t.Context())
	must(t, err)
	return came, went
}

// wantTold checks the next difference, and that it follows on what was told before it.
func (p *porch) wantTold(t *testing.T, what string, came, went []int64) {
	t.Helper()
	e := storetest.Next(t, what, p.heard)
	slices.Sort(e.Came)
	slices.Sort(e.Left)
	if !slices.Equal(e.Came, came) || !slices.Equal(e.Left, went) || e.Topic != campus.TopicPresence || e.At.UnixMilli() <= e.From {
		t.Errorf("%s: told is %+v, want that %v came and %v went", what, e, came, went)
	}
}

// wantQuiet checks that nothing was told. What is told is heard before what this rings itself.
func (p *porch) wantQuiet(t *testing.T, what string) {
	t.Helper()
	const marker = 999
	p.stand(t, "marker", []int64{marker}, nil)
	p.clock.Add(time.Second)
	p.tick(t)
	p.wantTold(t, what, []int64{marker}, nil)
	p.stand(t, "marker", nil, []int64{marker})
	p.pass(t, 5*time.Second)
	p.wantTold(t, what, nil, []int64{marker})
}

// wantOnline checks who is online.
func (p *porch) wantOnline(t *testing.T, what string, want ...int64) {
	t.Helper()
	now, err := p.Presence.Online(t.Context())
	must(t, err)
	if !slices.Equal(now.IDs, want) {
		t.Errorf("%s: %v are online, want %v", what, now.IDs, want)
	}
	again, err := p.Presence.Online(t.Context())
	if err != nil || again != now {
		t.Errorf("%s: read again it is %+v, %v, which is not what was known", what, again, err)
	}
}

func TestSomebodyIsOnlineAtOnceAndNotFiveSecondsAfterTheLastStreamIsClosed(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		p.stand(t, "a", []int64{1, 2}, nil)
		p.pass(t, time.Second)
		p.wantTold(t, "two come", []int64{1, 2}, nil)
		p.stand(t, "a", nil, []int64{1})
		p.clock.Add(5*time.Second - time.Millisecond)
		p.tick(t)
		p.wantOnline(t, "within five seconds", 1, 2)
		p.clock.Add(time.Second)
		p.tick(t)
		p.wantTold(t, "after five seconds", nil, []int64{1})
		p.wantOnline(t, "after five seconds", 2)
		p.stand(t, "a", nil, []int64{2, 3})
		p.pass(t, 3*time.Second)
		p.stand(t, "a", []int64{2}, nil) // the page has loaded itself again
		p.pass(t, 10*time.Second)
		p.wantQuiet(t, "a page that loads itself again, and somebody who never came")
		p.wantOnline(t, "after that", 2)
	})
}

func TestSomebodyOfWhomNothingIsHeardIsOfflineAfterAMinute(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		p.stand(t, "a", []int64{1, 2}, nil)
		p.stand(t, "b", []int64{3}, nil)
		p.pass(t, time.Second)
		p.wantTold(t, "all come", []int64{1, 2, 3}, nil)
		for range 3 { // the beats of a Stoa that lives
			p.pass(t, 15*time.Second)
			p.stand(t, "b", []int64{3}, nil)
		}
		p.pass(t, 13*time.Second)
		p.wantOnline(t, "a second before the minute", 1, 2, 3)
		p.pass(t, time.Second)
		p.wantTold(t, "a Stoa was killed a minute ago", nil, []int64{1, 2})
		p.wantOnline(t, "after the minute", 3)
	})
}

// A tick that comes at the very moment: who is online for so long is so to its last millisecond, and no longer.
func TestHowLongSomebodyCountsEndsToTheMillisecond(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		for _, test := range []struct {
			what    string
			closes  bool
			after   time.Duration
			present bool
		}{
			{"a stream, a moment before a minute", false, 59_999 * time.Millisecond, true},
			{"a stream, after a minute", false, 60_000 * time.Millisecond, false},
			{"a closed one, a moment before five seconds", true, 4_999 * time.Millisecond, true},
			{"a closed one, after five seconds", true, 5_000 * time.Millisecond, false},
		} {
			p.stand(t, "a", []int64{1}, nil)
			p.tick(t)
			if test.closes {
				p.stand(t, "a", nil, []int64{1})
			}
			for range test.after/time.Second - 1 {
				p.clock.Add(time.Second)
				p.tick(t)
			}
			p.clock.Add(test.after % time.Second)
			p.clock.Add(time.Second)
			p.tick(t)
			if test.present {
				p.wantOnline(t, test.what, 1)
			} else {
				p.wantOnline(t, test.what)
			}
			p.stand(t, "a", nil, []int64{1})
			p.pass(t, time.Minute)
		}
	})
}

func TestOnePersonAtTwoStoasIsOneAndGoesWithTheLast(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		p.stand(t, "a", []int64{1}, nil)
		p.stand(t, "b", []int64{1}, nil)
		p.pass(t, time.Second)
		p.wantTold(t, "both at once", []int64{1}, nil)
		p.stand(t, "a", nil, []int64{1})
		p.pass(t, 10*time.Second)
		p.wantQuiet(t, "the first is closed")
		p.wantOnline(t, "the other stands", 1)
		p.stand(t, "a", []int64{1}, nil)
		p.stand(t, "b", nil, []int64{1})
		p.stand(t, "a", nil, []int64{1})
		p.pass(t, 5*time.Second)
		p.wantTold(t, "both are closed", nil, []int64{1})
	})
}

func TestWhoComesAndGoesBetweenTwoDifferencesIsToldNeither(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		p.stand(t, "a", []int64{1}, nil)
		p.pass(t, time.Second)
		p.wantTold(t, "one comes", []int64{1}, nil)
		p.stand(t, "a", []int64{2}, []int64{1})
		p.stand(t, "a", []int64{1}, []int64{2})
		p.clock.Add(5 * time.Second) // nobody ticks: Redis' people would be gone and back, and there and gone
		p.stand(t, "a", []int64{1}, nil)
		p.clock.Add(10 * time.Second)
		p.pass(t, 11*time.Second)
		p.wantQuiet(t, "they flicker")
		p.wantOnline(t, "they flicker", 1)
	})
}

func TestOfManyStoasThatTickOneTellsEachDifference(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		stoas := []*storetest.Campus{p.Campus, p.Beside(t), p.Beside(t)}
		all := make([]int64, 700)
		for i := range all {
			all[i] = int64(i + 1)
		}
		for round := range 5 {
			came, went := all, []int64(nil)
			if round%2 == 1 {
				came, went = nil, all
			}
			p.stand(t, "a", came, went)
			p.pass(t, 4*time.Second)
			if round%2 == 0 {
				p.wantTold(t, "they come", all, nil)
			}
			p.clock.Add(time.Second)
			var mu sync.Mutex
			told := int64(0)
			storetest.Together(12, func(i int) {
				came, went, err := stoas[i%3].Presence.Tick(t.Context())
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				told += came + went
				mu.Unlock()
			})
			if want := int64(len(went)); told != want {
				t.Errorf("round %d: %d were told by twelve ticks of three Stoas, want %d", round, told, want)
			}
			if round%2 == 1 {
				p.wantTold(t, "they go", nil, all)
			}
		}
		before, err := p.Presence.Online(t.Context())
		must(t, err)
		p.stand(t, "a", []int64{701}, nil)
		p.pass(t, time.Second)
		e := storetest.Next(t, "one more", p.heard)
		if now, err := p.Presence.Online(t.Context()); err != nil || now.At != e.At.UnixMilli() || e.From != before.At {
			t.Errorf("the state was up to %d and is up to %d, %v; the difference between is %+v", before.At, now.At, err, e)
		}
	})
}

func TestDifferencesAreASecondApartAndFollowOnEachOtherThoughTheClockGoesBack(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		for i, step := range []struct {
			ahead time.Duration
			came  int64
		}{{0, 0}, {999 * time.Millisecond, 0}, {time.Millisecond, 1}, {-time.Hour, 1}, {-time.Millisecond, 1}, {5 * time.Second, 1}} {
			p.stand(t, "a", []int64{int64(i + 1)}, nil)
			p.clock.Add(step.ahead)
			came, _ := p.tick(t)
			if want := step.came; i == 2 && came != 3 || i != 2 && came != want {
				t.Errorf("%s later %d came, want %d", step.ahead, came, want)
			}
		}
		for i, want := range [][]int64{{1, 2, 3}, {4}, {5}, {6}} {
			e := storetest.Next(t, "a difference", p.heard)
			slices.Sort(e.Came)
			if !slices.Equal(e.Came, want) || e.At.UnixMilli() <= e.From || i == 0 && !e.At.Equal(noon.Add(21*time.Second)) {
				t.Errorf("told is %+v, want that %v came", e, want)
			}
		}
	})
}

func TestOfWhoWasOnlineNothingIsLeft(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		s := p.Students(t, 2)
		p.stand(t, "a", []int64{s[0].ID, s[1].ID}, nil)
		p.pass(t, time.Second)
		disabled := campus.StatusDisabled
		_, _, err := p.People.Edit(t.Context(), store.Itself(""), s[0].ID, campus.PersonChange{Status: &disabled})
		must(t, err)
		p.Settle(t)
		p.pass(t, time.Minute)
		var left []string
		for key := range p.Contents(t) {
			if strings.Contains(key, "{online}") && !strings.HasSuffix(key, ":ticks") {
				left = append(left, key)
			}
		}
		if len(left) > 0 {
			t.Errorf("left are %q", left)
		}
	})
}

func TestNobodyGoesBecauseRedisWasAway(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		p.stand(t, "a", []int64{1, 2, 3}, nil)
		p.stand(t, "b", []int64{4}, nil)
		p.pass(t, time.Second)
		p.wantTold(t, "they come", []int64{1, 2, 3, 4}, nil)
		p.clock.Add(10 * time.Minute)
		p.tick(t)
		p.pass(t, 3*time.Second)
		p.stand(t, "a", []int64{1, 2}, nil) // one has left meanwhile
		p.pass(t, 4*time.Second)
		p.stand(t, "b", []int64{4}, nil)
		p.pass(t, 2*time.Second)
		p.wantOnline(t, "every Stoa has said who is there", 1, 2, 3, 4)
		p.pass(t, time.Second) // ten of them
		p.wantTold(t, "who has left", nil, []int64{3})
		p.wantOnline(t, "after that", 1, 2, 4)
	})
}

func TestWhoIsDisabledOrErasedIsOfflineAtOnceAndStaysSo(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		s, by := p.Students(t, 3), store.Itself("")
		ids := []int64{s[0].ID, s[1].ID, s[2].ID}
		p.stand(t, "a", ids, nil)
		p.stand(t, "b", ids, nil)
		p.pass(t, time.Second)
		p.wantTold(t, "they come", ids, nil)
		disabled, teacher := campus.StatusDisabled, campus.Teacher
		_, _, err := p.People.Edit(t.Context(), by, ids[0], campus.PersonChange{Status: &disabled})
		must(t, err)
		must(t, p.People.Erase(t.Context(), by, ids[1]))
		_, _, err = p.People.Edit(t.Context(), by, ids[2], campus.PersonChange{Role: &teacher})
		must(t, err)
		p.Settle(t)
		p.stand(t, "b", ids, nil) // a beat that was on its way
		p.stand(t, "b", nil, ids[:2])
		p.pass(t, time.Second)
		p.wantTold(t, "one is disabled, one erased, one a teacher now", nil, ids[:2])
		p.wantOnline(t, "one is left", ids[2])
		p.stand(t, "a", nil, ids)
		p.stand(t, "b", nil, ids)
		p.pass(t, 5*time.Second)
		p.wantTold(t, "the last one goes", nil, ids[2:])
		active := campus.StatusActive
		_, _, err = p.People.Edit(t.Context(), by, ids[0], campus.PersonChange{Status: &active})
		must(t, err)
		p.Settle(t)
		p.pass(t, 30*time.Second)
		p.stand(t, "a", ids[:1], nil)
		p.pass(t, time.Second)
		p.wantTold(t, "who may enter again", ids[:1], nil)
	})
}

func TestWhoIsOnlineIsReadByPagesByIDAndNamesNobodyWhoMayNotEnter(t *testing.T) {
	t.Parallel()
	everyPorch(t, func(t *testing.T, p *porch) {
		s := p.Students(t, 5)
		var ids []int64
		for _, one := range s {
			ids = append(ids, one.ID)
		}
		p.stand(t, "a", append(ids, 12345), nil)
		p.pass(t, time.Second)
		var got []campus.Named
		cursor, pages := "", 0
		for {
			some, next, err := p.Presence.Page(t.Context(), cursor, 2)
			must(t, err)
			got, cursor, pages = append(got, some...), next, pages+1
			if next == "" {
				break
			}
		}
		var want []campus.Named
		for _, one := range s {
			want = append(want, campus.Named{ID: one.ID, Name: one.Name})
		}
		if !slices.Equal(got, want) || pages != 3 {
			t.Errorf("%d pages name %v, want 3 with %v", pages, got, want)
		}
		_, _, err := p.Presence.Page(t.Context(), "nonsense", 2)
		wantCode(t, "a cursor of another list", err, campus.BadRequest)
	})
}
