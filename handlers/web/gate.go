package web

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
)

const (
	// lookPatience bounds one look at those who have streams.
	lookPatience = 10 * time.Second
	// lookAtOnce bounds how many are looked at together.
	lookAtOnce = 1000
	// usedEvery is with how many of its checks a stream counts as a use of its session: every minute, where it beats every
	// fifteen seconds.
	usedEvery = 4
)

// gate looks whether those who have streams may have them still. Whoever asks while others are looked at is looked at next, with
// all who asked meanwhile, in a few readings for all: many streams beat in the same moment, and are told of the same event.
type gate struct {
	mu      sync.Mutex
	waiting []*asked
	busy    bool // somebody looks
}

// errNotLooked is what who was not looked at is told: nobody's right begins with that, and nobody's ends.
var errNotLooked = campus.Away(errors.New("the rights of a stream were not looked at"))

// asked is a stream that asks to go on.
type asked struct {
	visit  store.Visit
	topics []string
	who    campus.Person // of who asks what there is beside; of the others, once they were looked at
	beside []string
	lead   chan struct{} // closed when it is their turn to look
	done   chan struct{} // closed when they were looked at
	left   bool
	err    error
	shut   error        // why they say nothing in the room among the topics; nil where they may
	other  campus.Named // of a room of two among the topics
}

// begins makes ready who asks.
func (a asked) begins() *asked {
	a.lead, a.done, a.err = make(chan struct{}), make(chan struct{}), errNotLooked
	return &a
}

// checks returns what checks a stream's right to be there, and what finds out which states its reader is told beside its topics:
// these follow from whom the last check has found. A stream asks for one after the other. Of who may stay hear is told why they say
// nothing in the room among the topics, nil where they may.
func (s *Streams) checks(visit store.Visit, topics []string, hear func(shut error, other campus.Named)) (check func(context.Context) error,
	beside func(context.Context) ([]string, error)) {
	times := 0
	var who campus.Person
	check = func(ctx context.Context) error {
		visit.Quiet = times%usedEvery != 0
		times++
		a := asked{visit: visit, topics: topics}.begins()
		err := s.gate.ask(ctx, a, s.lookAt)
		if err == nil {
			who = a.who
			hear(a.shut, a.other)
		}
		return err
	}
	beside = func(ctx context.Context) ([]string, error) {
		a := asked{who: who}.begins()
		err := s.besides.ask(ctx, a, s.lookBeside)
		return a.beside, err
	}
	return check, beside
}

// ask has who asks looked at: by itself, or by who looks for all that wait.
func (g *gate) ask(ctx context.Context, a *asked, at func(context.Context, []*asked)) error {
	if !g.enter(a) {
		select {
		case <-a.done:
			return a.err
		case <-a.lead:
		case <-ctx.Done():
			if g.leave(a) {
				return ctx.Err()
			}
		}
	}
	// It is done for all who wait, so it must not end with who happened to come first.
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookPatience)
	defer cancel()
	g.look(func(all []*asked) { at(own, all) })
	<-a.done
	return a.err
}

// enter adds who asks, and reports whether it is their turn to look.
func (g *gate) enter(a *asked) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, a)
	first := !g.busy
	g.busy = true
	return first
}

// leave takes back who does not wait any more; false when it has just become their turn to look, which others wait for.
func (g *gate) leave(a *asked) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-a.lead:
		return false
	default:
		a.left = true
		return true
	}
}

// look looks at those who wait, with who looks the first of them, and hands on.
func (g *gate) look(at func([]*asked)) {
	g.mu.Lock()
	n := min(len(g.waiting), lookAtOnce)
	all := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()
	defer func() {
		for _, a := range all {
			close(a.done)
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		for len(g.waiting) > 0 && g.waiting[0].left {
			close(g.waiting[0].done)
			g.waiting = g.waiting[1:]
		}
		if len(g.waiting) == 0 {
			g.busy = false
			return
		}
		close(g.waiting[0].lead)
	}()
	at(all)
}

// lookAt looks at all of them: at who they are, and their right to every topic. What one may not watch and what is not there look
// alike.
func (s *Streams) lookAt(ctx context.Context, all []*asked) {
	visits := make([]store.Visit, len(all))
	for i, a := range all {
		visits[i] = a.visit
	}
	visited, err := s.Visitors(ctx, visits)
	var asks []live.Ask
	var of []*asked
	for i, a := range all {
		if a.err = err; err != nil {
			continue
		}
		a.who = visited[i].Person
		if a.err = visited[i].Err; a.err == nil {
			a.err = s.May(a.who)
		}
		for _, topic := range a.topics {
			if a.err == nil {
				asks, of = append(asks, live.Ask{Who: a.who, Topic: topic}), append(of, a)
			}
		}
	}
	if len(asks) == 0 {
		return
	}
	rights, err := s.Topics.MayWatch(ctx, asks)
	for i, a := range of {
		refusal := err
		if err == nil {
			refusal, a.shut, a.other = rights[i].Refused, cmp.Or(a.shut, rights[i].Shut), cmp.Or(a.other, rights[i].Other)
		}
		if code := campus.CodeOf(refusal); refusal != nil && (code == campus.NotFound || code == campus.Forbidden) {
			refusal = errTopic
		}
		if a.err == nil {
			a.err = refusal
		}
	}
}

// lookBeside finds out for all of them which states they are told beside their topics.
func (s *Streams) lookBeside(ctx context.Context, all []*asked) {
	var people []campus.Person
	at := map[int64]int{} // many streams are of the same person
	for _, a := range all {
		if _, seen := at[a.who.ID]; !seen {
			at[a.who.ID] = len(people)
			people = append(people, a.who)
		}
	}
	found, err := s.Topics.Beside(ctx, people)
	for _, a := range all {
		if a.err = err; err == nil {
			a.beside = found[at[a.who.ID]]
		}
	}
}
