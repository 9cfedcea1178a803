package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
)

// looks is a campus that says who may be there, and counts how often it is asked, and for how many.
type looks struct {
	live.Topics
	mu       sync.Mutex
	visits   []int
	rights   []int
	hold     chan struct{} // each look waits for one; nil does not
	away     error
	broken   bool
	disabled int64
}

func (l *looks) visitors(_ context.Context, visits []store.Visit) ([]store.Visited, error) {
	l.mu.Lock()
	l.visits = append(l.visits, len(visits))
	away, broken := l.away, l.broken
	l.mu.Unlock()
	if l.hold != nil {
		<-l.hold
	}
	if broken {
		panic("broken")
	}
	found := make([]store.Visited, len(visits))
	for i, v := range visits {
		var id int64
		if _, err := fmt.Sscan(v.Token, &id); err != nil || id == l.disabled {
			found[i].Err = campus.ErrSignedOut
		}
		found[i].Person.ID = id
	}
	return found, away
}

// MayWatch lets everybody watch their own and nobody else's.
func (l *looks) MayWatch(_ context.Context, asks []live.Ask) ([]live.Right, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rights = append(l.rights, len(asks))
	rights := make([]live.Right, len(asks))
	for i, ask := range asks {
		if ask.Topic != campus.PersonTopic(ask.Who.ID) {
			rights[i].Refused = campus.ErrNoMeeting
		}
	}
	return rights, nil
}

// streams are those of a campus that is looked at.
func (l *looks) streams() *Streams {
	may := func(p campus.Person) error {
		if p.ID == 3 {
			return campus.ErrNotAdmin
		}
		return nil
	}
	return &Streams{Topics: l, May: may, Visitors: l.visitors}
}

// check is what checks the stream of somebody who watches these topics.
func check(s *Streams, id int64, topics ...string) func(context.Context) error {
	check, _ := s.checks(store.Visit{Token: fmt.Sprint(id)}, topics, func(error, campus.Named) {})
	return check
}

func TestWhoAsksWhileOthersAreLookedAtIsLookedAtWithAllWhoDo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &looks{hold: make(chan struct{}), disabled: 5}
		s, got := l.streams(), make([]error, 1200)
		var asking sync.WaitGroup
		for i := range got {
			id := int64(i + 1)
			asking.Go(func() { got[i] = check(s, id, campus.PersonTopic(max(2, id)))(t.Context()) })
			if i == 0 {
				synctest.Wait() // the first is being looked at
			}
		}
		synctest.Wait()
		for range 3 {
			l.hold <- struct{}{}
			synctest.Wait()
		}
		asking.Wait()
		if fmt.Sprint(l.visits, l.rights) != "[1 1000 199] [1 998 199]" {
			t.Errorf("they were looked at %v and %v at once, want one, a thousand, and the rest", l.visits, l.rights)
		}
		for i, err := range got {
			want := map[int]error{0: errTopic, 2: campus.ErrNotAdmin, 4: campus.ErrSignedOut}[i]
			if !errors.Is(err, want) || (err == nil) != (want == nil) {
				t.Errorf("%d is told %v, want %v", i+1, err, want)
			}
		}
	})
}

func TestWhoLeavesWhileTheyWaitHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &looks{hold: make(chan struct{})}
		s := l.streams()
		leaving, leave := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		ask := func(ctx context.Context, id int64, want error) {
			asking.Go(func() {
				if err := check(s, id, campus.PersonTopic(id))(ctx); !errors.Is(err, want) {
					t.Errorf("%d is told %v, want %v", id, err, want)
				}
			})
			synctest.Wait()
		}
		ask(leaving, 1, nil) // looks already, for others who come too
		ask(leaving, 2, context.Canceled)
		ask(t.Context(), 4, nil)
		leave()
		synctest.Wait()
		l.hold <- struct{}{}
		synctest.Wait()
		l.hold <- struct{}{}
		asking.Wait()
		ask(t.Context(), 6, nil)
		l.hold <- struct{}{}
		asking.Wait()
		if s.gate.busy || len(s.gate.waiting) != 0 {
			t.Errorf("%d wait still, and somebody looks: %v", len(s.gate.waiting), s.gate.busy)
		}
	})
}

func TestNobodyComesInAndNobodyIsSentOutBecauseTheyCouldNotBeLookedAt(t *testing.T) {
	t.Parallel()
	l := &looks{away: campus.Away(errors.New("Redis is away"))}
	s := l.streams()
	if err := check(s, 1, campus.PersonTopic(1))(t.Context()); campus.CodeOf(err) != campus.Unavailable {
		t.Errorf("while Redis is away one is told %v", err)
	}
	l.away, l.broken = nil, true
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a fault of ours is not seen by who looks")
			}
		}()
		_ = check(s, 1, campus.PersonTopic(1))(t.Context())
	}()
	l.broken = false
	if err := check(s, 1, campus.PersonTopic(1))(t.Context()); err != nil {
		t.Errorf("after that one is told %v", err)
	}
}

func TestAStreamThatStaysIsAUseOfItsSessionWithEveryFourthCheck(t *testing.T) {
	t.Parallel()
	l := &looks{}
	s, quiet := l.streams(), []bool{}
	s.Visitors = func(ctx context.Context, visits []store.Visit) ([]store.Visited, error) {
		quiet = append(quiet, visits[0].Quiet)
		return l.visitors(ctx, visits)
	}
	looks := check(s, 1, campus.PersonTopic(1))
	for range 5 {
		if err := looks(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if fmt.Sprint(quiet) != "[false true true true false]" {
		t.Errorf("the checks are no use of it: %v", quiet)
	}
}
