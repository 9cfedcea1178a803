package live

import (
	"context"
	"log/slog"
	"slices"
	"time"
)

// crowd is whose streams stand here, for who says so: how many each person has, and of whom that is to be said anew. The hub's
// lock guards it.
type crowd struct {
	streams map[int64]int
	turned  map[int64]struct{} // who has come or gone since that was last said
	wake    chan struct{}      // has something whenever turned may have
}

func newCrowd() crowd {
	return crowd{map[int64]int{}, map[int64]struct{}{}, make(chan struct{}, 1)}
}

func (c *crowd) enter(person int64) {
	if c.streams[person]++; c.streams[person] == 1 {
		c.turn(person)
	}
}

func (c *crowd) leave(person int64) {
	if c.streams[person]--; c.streams[person] == 0 {
		delete(c.streams, person)
		c.turn(person)
	}
}

func (c *crowd) turn(person int64) {
	c.turned[person] = struct{}{}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Stand says that the reader of a stream is here, until it is closed.
func (w *Watcher) Stand() {
	h := w.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, open := h.watchers[w]; open && !w.stands {
		w.stands = true
		h.crowd.enter(w.person)
	}
}

// reached notes which state the reader of a stream has of a topic that is told as differences, and reports whether that is
// another than before.
func (w *Watcher) reached(named string, to int64) bool {
	for i := range w.seats {
		if s := &w.seats[i]; s.name == named {
			before := s.at
			s.at = to
			return before != to
		}
	}
	return true
}

// turned returns who has streams here and who has none any more, of those who came or went since the last call, or of all. Of
// a Stoa that stops nobody goes: their pages are on their way to another, which says that they are there.
func (h *Hub) turned(all bool) (here, gone []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := &h.crowd
	for person := range c.turned {
		switch {
		case c.streams[person] == 0 && !h.closed:
			gone = append(gone, person)
		case c.streams[person] > 0 && !all:
			here = append(here, person)
		}
	}
	clear(c.turned)
	if all {
		for person := range c.streams {
			here = append(here, person)
		}
	}
	slices.Sort(here)
	slices.Sort(gone)
	return here, gone
}

// giveBack has it said again of people what could not be.
func (h *Hub) giveBack(people ...int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, person := range people {
		h.crowd.turned[person] = struct{}{}
	}
}

// againEvery is how soon it is said again who is here when that failed: who is online would be offline a minute after.
const againEvery = time.Second

// Online says who has streams here: of who opens the first and who closes the last at once, and of all at every beat. It says
// one thing after the other, so that what is said last is so.
type Online struct {
	hub  *Hub
	tell func(ctx context.Context, here, gone []int64) error
	log  *slog.Logger
}

// NewOnline returns an Online to Run, which calls tell.
func NewOnline(h *Hub, tell func(ctx context.Context, here, gone []int64) error, log *slog.Logger) *Online {
	return &Online{h, tell, log}
}

// Run says so until ctx is done, and then returns nil.
func (o *Online) Run(ctx context.Context) error {
	beat := time.NewTimer(beatEvery)
	defer beat.Stop()
	for {
		all := false
		select {
		case <-ctx.Done():
			return nil
		case <-o.hub.crowd.wake:
		case <-beat.C:
			all = true
			beat.Reset(beatEvery)
		}
		if err := o.Tick(ctx, all); err != nil && ctx.Err() == nil {
			o.log.WarnContext(ctx, "saying who is online", "err", err)
			beat.Reset(againEvery)
		}
	}
}

// Tick says it once, of all who are here or of those alone of whom it has changed.
func (o *Online) Tick(ctx context.Context, all bool) error {
	here, gone := o.hub.turned(all)
	if len(here)+len(gone) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	err := o.tell(ctx, here, gone)
	if err != nil {
		o.hub.giveBack(append(here, gone...)...)
	}
	return err
}
