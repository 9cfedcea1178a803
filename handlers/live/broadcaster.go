package live

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"stoa/store/campus"
)

const (
	// drawers is how many topics are drawn at the same time. Drawing mostly waits for Redis, so it may be more than there
	// are processors; if so many rooms stall at once, it is Redis that does.
	drawers = 16
	// heardSize is how many events of one topic may wait to be drawn. Beyond that its streams read the log instead.
	heardSize = 1024
	// drawAtOnce bounds how many events are drawn with one reading of Redis.
	drawAtOnce = 256
	// drawPatience bounds that reading; a stream that is told of a gap tries again on its own.
	drawPatience = 5 * time.Second
	// passingPace is the least time between two drawings of what passes, passingAtOnce how many are drawn then at most, and
	// passingFor how long a reader may be late for it: who is slow gets what counts instead.
	passingPace   = time.Second
	passingAtOnce = 8
	passingFor    = 2 * time.Second
)

// Broadcaster hears events and has those drawn that anybody watches: each topic in the order in which it had them, and
// topics side by side, so that none waits for another. It implements the listener's sink.
type Broadcaster struct {
	hub   *Hub
	draws Drawer
	work  func() // what to do when an outbox has something
	log   *slog.Logger

	mu     sync.Mutex
	queues map[string]*queue // of the topics that wait, are drawn or rest
	ready  []*queue          // those that wait for a drawer, longest first
	wake   chan struct{}     // has something whenever ready may have
}

// queue is what waits to be drawn of one topic. It is in the hands of one drawer at a time.
type queue struct {
	name   string
	topic  string
	events []campus.Event // of a log in their order, of a state one of each kind
	missed bool           // there were more than could wait
	taken  bool           // it is ready, being drawn or resting: whoever has it looks again when done
}

// NewBroadcaster returns a broadcaster to Run. work is called when an outbox has something; it must not block.
func NewBroadcaster(hub *Hub, draws Drawer, work func(), log *slog.Logger) *Broadcaster {
	return &Broadcaster{hub: hub, draws: draws, work: work, log: log, queues: map[string]*queue{}, wake: make(chan struct{}, drawers)}
}

// recheck makes those who watch a topic check their right to be here.
func (b *Broadcaster) recheck(topic string) {
	for _, form := range b.watched(topic) {
		b.hub.RecheckTopic(form.topic(topic))
	}
}

// Heard takes an event. It never blocks: what does not fit is read from the log.
func (b *Broadcaster) Heard(e campus.Event) {
	switch e.Kind {
	case campus.KindWork:
		b.work()
		return
	case campus.KindRights:
		if person, ok := campus.ParsePersonTopic(e.Topic); ok {
			b.hub.Recheck(person)
			return
		}
		b.recheck(e.Topic)
		b.heardNews(e)
		return
	case campus.KindRooms:
		if person, ok := campus.ParsePersonTopic(e.Topic); ok {
			b.hub.Follow(person)
		}
		return
	}
	if room, ok := e.Turns(); ok {
		b.recheck(room)
	}
	b.heardNews(e)
	if len(b.watched(e.Topic)) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queues[nameOf(e)]
	if q == nil {
		q = &queue{name: nameOf(e), topic: e.Topic}
		b.queues[q.name] = q
	}
	switch {
	case e.Passing():
		q.events = append(slices.DeleteFunc(q.events, func(one campus.Event) bool { return one.Ref == e.Ref }), e)
		q.events = q.events[max(0, len(q.events)-passingAtOnce):]
	case !e.Log() && !e.Differs(): // what it has become is read when it is drawn
		q.events = append(slices.DeleteFunc(q.events, func(one campus.Event) bool { return one.Kind == e.Kind }), e)
	case len(q.events) < heardSize:
		q.events = append(q.events, e)
	default:
		q.missed = true
	}
	if !q.taken {
		b.offer(q)
	}
}

// heardNews takes what an event is to who is elsewhere.
func (b *Broadcaster) heardNews(e campus.Event) {
	if news, ok := e.News(); ok {
		b.Heard(news)
	}
}

// nameOf names the queue that an event waits in: what passes does not wait with the log, and nothing waits for it.
func nameOf(e campus.Event) string {
	if e.Passing() {
		return "passing " + e.Topic
	}
	return e.Topic
}

// offer puts a queue where a drawer finds it.
func (b *Broadcaster) offer(q *queue) {
	q.taken = true
	b.ready = append(b.ready, q)
	select {
	case b.wake <- struct{}{}:
	default: // as many wake-ups as there are drawers are on their way
	}
}

// Resync makes every stream read its topics again, and check its right to be there: a bell that told of either may have
// been missed.
func (b *Broadcaster) Resync() {
	b.work()
	b.hub.Recheck(Everybody)
	b.hub.GapAll()
}

// watched returns the encodings in which somebody watches a topic.
func (b *Broadcaster) watched(topic string) []Encoding {
	return slices.DeleteFunc(slices.Clone(encodings[:]), func(e Encoding) bool { return !b.hub.Watched(e.topic(topic)) })
}

// Run draws until ctx is done.
func (b *Broadcaster) Run(ctx context.Context) error {
	var drawing sync.WaitGroup
	defer drawing.Wait()
	for range drawers {
		drawing.Go(func() { b.drawAll(ctx) })
	}
	return nil
}

// drawAll is one drawer: it takes the topic that has waited longest, draws what has come, and puts it back.
func (b *Broadcaster) drawAll(ctx context.Context) {
	for {
		q, events, missed := b.next()
		if q == nil {
			select {
			case <-ctx.Done():
				return
			case <-b.wake:
			}
			continue
		}
		if missed {
			b.gap(q.topic)
		} else if err := b.draw(ctx, q.topic, events); err != nil && ctx.Err() == nil {
			b.failed(ctx, q, err)
		}
		b.done(q)
	}
}

// next takes the queue that has waited longest, with what is to be drawn of it now; nil when none waits.
func (b *Broadcaster) next() (q *queue, events []campus.Event, missed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.ready) == 0 {
		return nil, nil, false
	}
	q, b.ready = b.ready[0], b.ready[1:]
	if q.missed { // the log has them all
		q.events, q.missed = nil, false
		return q, nil, true
	}
	n := min(len(q.events), drawAtOnce)
	events, q.events = slices.Clone(q.events[:n]), q.events[n:]
	return q, events, false
}

// done gives a queue back: to be forgotten, or behind all that wait if more has come meanwhile. A topic with a pace rests
// before that.
func (b *Broadcaster) done(q *queue) {
	pace := passingPace
	if q.name == q.topic {
		sort, _ := b.draws.Sort(q.topic)
		pace = sort.Pace
	}
	if pace > 0 {
		time.AfterFunc(pace, func() { b.rested(q) })
		return
	}
	b.rested(q)
}

func (b *Broadcaster) rested(q *queue) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(q.events) > 0 || q.missed {
		b.offer(q)
	} else {
		delete(b.queues, q.name)
	}
}

// draw draws events of one topic for those who watch it, with a deadline of its own.
func (b *Broadcaster) draw(ctx context.Context, topic string, events []campus.Event) (err error) {
	in := b.watched(topic)
	if len(in) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, drawPatience)
	defer cancel()
	defer recovered(&err)
	if events[0].Passing() {
		frames, err := b.draws.Draw(ctx, topic, events, in...)
		return b.publish(topic, in, shortLived(frames), err)
	}
	for len(events) > 0 {
		n := alike(events)
		var frames [][]Frame
		if itself(events[0]) {
			frames, err = b.draws.Draw(ctx, topic, events[:n], in...)
		} else {
			frames, err = b.draws.States(ctx, events[0].Kind, []string{topic}, in...)
		}
		if err := b.publish(topic, in, frames, err); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// itself reports whether it is the event that is drawn, and not what its topic has become.
func itself(e campus.Event) bool { return e.Log() || e.Differs() }

// alike returns how many events are drawn with the first: those after it that are drawn themselves as it is. Of a state that is sent
// whole it is one, since its events are of different kinds.
func alike(events []campus.Event) int {
	if !itself(events[0]) {
		return 1
	}
	if n := slices.IndexFunc(events, func(e campus.Event) bool { return !itself(e) }); n > 0 {
		return n
	}
	return len(events)
}

// shortLived dates frames so that they are dropped where they would come late.
func shortLived(frames [][]Frame) [][]Frame {
	until := time.Now().Add(passingFor)
	for _, of := range frames {
		for i := range of {
			of[i].Until = until
		}
	}
	return frames
}

func (b *Broadcaster) publish(topic string, in []Encoding, frames [][]Frame, err error) error {
	if err != nil {
		return err
	}
	for i, e := range in {
		b.hub.Publish(e.topic(topic), frames[i]...)
	}
	return nil
}

// failed makes the watchers of a topic that could not be drawn read it on their own. What passes nobody misses.
func (b *Broadcaster) failed(ctx context.Context, q *queue, err error) {
	logFailure(ctx, b.log, q.name, err)
	if q.name == q.topic {
		b.gap(q.topic)
	}
}

func (b *Broadcaster) gap(topic string) {
	for _, e := range encodings {
		b.hub.Gap(e.topic(topic))
	}
}
