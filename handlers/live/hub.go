package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"stoa/store/campus"
)

const (
	// ringBytes and ringAge bound what a topic keeps for readers who are a little behind. Whoever is further behind reads
	// the log. A second of a busy room is some hundred kilobytes.
	ringBytes = 1 << 20
	ringAge   = 30 * time.Second
	// beatEvery is how often a silent stream shows that it lives. Proxies give up after 60 s, browsers of ours after 45.
	beatEvery = 15 * time.Second
	// beatSlots spreads the beats, and with them the checks of sessions, over that time. All streams of one person beat together:
	// then their session is looked at once.
	beatSlots = 15
)

// Hub knows who watches what, and keeps what was said last. Publishing never waits for a reader: a reader who is slow
// falls behind the ring, and catches up from the log.
type Hub struct {
	limits   Limits
	mu       sync.Mutex
	topics   map[string]*topic
	watchers map[*Watcher]struct{}
	persons  map[int64]int // streams of each who has any
	crowd    crowd
	closed   bool
	buffers  sync.Pool
}

// topic is what is said about one thing in one encoding.
type topic struct {
	mu       sync.Mutex
	ring     []ringed
	first    int64 // sequence of ring[0]; sequences count frames since the topic was first watched
	bytes    int
	last     int64         // number of the newest log frame; 0 when none came yet
	at       campus.Cursor // its place
	epoch    int64         // grows whenever something may be missing from the ring
	watchers map[*Watcher]struct{}
}

type ringed struct {
	Frame
	at time.Time
}

// Limits bound the streams that are open at the same time; 0 is no limit.
type Limits struct {
	Person int // of one person, however many browsers they have
	All    int // of everybody
}

// NewHub returns a hub that nobody watches. Run gives it its beat.
func NewHub(limits Limits) *Hub {
	return &Hub{limits: limits, topics: map[string]*topic{}, watchers: map[*Watcher]struct{}{}, persons: map[int64]int{},
		crowd: newCrowd()}
}

// Watcher is one stream's place in its topics. Only its own goroutine may use it, but for the hub's own signals.
type Watcher struct {
	hub    *Hub
	person int64
	slot   int
	stands bool // it has told that its reader is here
	wake   chan struct{}
	seats  []seat

	mu     sync.Mutex // guards signal
	signal Signal
}

// seat is how far a watcher has come in one topic.
type seat struct {
	name   string
	topic  *topic
	next   int64 // sequence of the first frame not yet taken
	epoch  int64
	beside bool  // not asked for by name; see Beside
	at     int64 // of a state that is told as differences: which one the reader has; see Step
}

// Signal is what the hub has to say to a stream beside frames.
type Signal struct {
	Beat   bool // show that you live, and check the right to be here
	Rights bool // check the right to be here now
	Bye    bool // Stoa stops
	Beside bool // find out again what you watch beside what you were opened for
}

const (
	// closePage is when somebody with too many streams may try again: they must close a page before.
	closePage = 30 * time.Second
	// crowded is when one may try again where too many are; streams end and move all the time.
	crowded = 10 * time.Second
)

// The refusals of a stream too many.
var (
	ErrTooManyOfOne = campus.Slower("You have too many live pages open. Close one, and this one is live again.", closePage)
	ErrTooMany      = campus.Slower("There are more live pages open than this campus can hold. This one will be live again.", crowded)
)

// Watch registers a stream for topics, from now on. The caller must Close it. It refuses with a TooMany a stream more
// than the limits allow.
func (h *Hub) Watch(person int64, topics []string) (*Watcher, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.limits.Person > 0 && h.persons[person] >= h.limits.Person:
		return nil, ErrTooManyOfOne
	case h.limits.All > 0 && len(h.watchers) >= h.limits.All:
		return nil, ErrTooMany
	}
	h.persons[person]++
	w := &Watcher{hub: h, person: person, slot: int(person % beatSlots), wake: make(chan struct{}, 1)}
	h.watchers[w] = struct{}{}
	for _, name := range topics {
		h.sit(w, name, false)
	}
	if h.closed {
		w.tell(Signal{Bye: true})
	}
	return w, nil
}

// Close takes the stream out of all topics; a topic that nobody watches is forgotten.
func (w *Watcher) Close() {
	h := w.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, open := h.watchers[w]; !open {
		return
	}
	delete(h.watchers, w)
	if h.persons[w.person]--; h.persons[w.person] == 0 {
		delete(h.persons, w.person)
	}
	if w.stands {
		h.crowd.leave(w.person)
	}
	for _, s := range w.seats {
		h.leave(w, s)
	}
}

// Wake is signalled whenever Take or Signal may have something.
func (w *Watcher) Wake() <-chan struct{} { return w.wake }

// Signal returns what the hub has had to say since the last call.
func (w *Watcher) Signal() Signal {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.signal
	w.signal = Signal{}
	return s
}

func (w *Watcher) tell(s Signal) {
	w.mu.Lock()
	w.signal.Beat = w.signal.Beat || s.Beat
	w.signal.Rights = w.signal.Rights || s.Rights
	w.signal.Bye = w.signal.Bye || s.Bye
	w.signal.Beside = w.signal.Beside || s.Beside
	w.mu.Unlock()
	w.ring()
}

func (w *Watcher) ring() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// maxPooled is the largest buffer that is kept for the next write.
const maxPooled = 64 << 10

// buffer returns a buffer to write from; release gives it back.
func (h *Hub) buffer() *[]byte {
	if b, ok := h.buffers.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

func (h *Hub) release(b *[]byte) {
	if cap(*b) <= maxPooled {
		h.buffers.Put(b)
	}
}

// Take appends to buf all frames that came since the last Take, of the log only those after cursor, and returns it with
// the cursor reached. behind names the topics in which something may be missing: they must be read again from the log or
// the truth.
func (w *Watcher) Take(buf []byte, cursor campus.Cursor) (out []byte, reached campus.Cursor, behind []string) {
	for i := range w.seats {
		s := &w.seats[i]
		s.topic.mu.Lock()
		end := s.topic.first + int64(len(s.topic.ring))
		if s.epoch != s.topic.epoch || s.next < s.topic.first {
			s.epoch, s.next = s.topic.epoch, end
			behind = append(behind, s.name)
		}
		for _, f := range s.topic.ring[s.next-s.topic.first:] {
			switch {
			case f.N > 0:
				if f.Cursor.After(cursor) {
					buf, cursor = append(buf, f.Data...), f.Cursor
				}
			case f.To > s.at && f.From == s.at || f.To == 0 && !f.late():
				buf, s.at = append(buf, f.Data...), max(s.at, f.To)
			case f.To > s.at && !slices.Contains(behind, s.name): // one before it is missing
				behind = append(behind, s.name)
			}
		}
		s.next = end
		s.topic.mu.Unlock()
	}
	return buf, cursor, behind
}

// Watched reports whether anybody watches a topic.
func (h *Hub) Watched(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.topics[name] != nil
}

// reloadsPerSecond is how many pages may load themselves again in a second because of one event. A page and the stream
// that it opens cost some milliseconds of one processor: this leaves room for everybody else.
const reloadsPerSecond = 200

// Spread returns the time over which so many readers load their pages again, each at a random moment of it; none for one.
func Spread(readers int) time.Duration {
	return time.Duration(max(0, readers-1)) * time.Second / reloadsPerSecond
}

// Readers returns how many pages watch a topic.
func (h *Hub) Readers(topic string) int {
	h.mu.Lock()
	t := h.topics[HTML.topic(topic)]
	h.mu.Unlock()
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.watchers)
}

// Publish offers frames to all who watch a topic. Frames of a log that were published already are left out; a hole in
// their numbers makes the watchers read the log.
func (h *Hub) Publish(name string, frames ...Frame) {
	h.mu.Lock()
	t := h.topics[name]
	h.mu.Unlock()
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	for _, f := range frames {
		if f.N > 0 {
			// Places are times and only grow; numbers begin again when a fail-over has lost the end of the log.
			if t.last > 0 && !f.Cursor.After(t.at) {
				continue
			}
			if t.last > 0 && f.N != t.last+1 {
				t.epoch++
			}
			t.last, t.at = f.N, f.Cursor
		}
		t.ring, t.bytes = append(t.ring, ringed{f, now}), t.bytes+len(f.Data)
	}
	t.trim(now)
	t.ringAll()
}

// trim forgets what is too old or too much.
func (t *topic) trim(now time.Time) {
	drop := 0
	for drop < len(t.ring) && (t.bytes > ringBytes || now.Sub(t.ring[drop].at) > ringAge) {
		t.bytes -= len(t.ring[drop].Data)
		t.ring[drop].Data = nil // the array behind the slice lives on until it is grown
		drop++
	}
	t.ring, t.first = t.ring[drop:], t.first+int64(drop)
}

func (t *topic) ringAll() {
	for w := range t.watchers {
		w.ring()
	}
}

// Gap says that something may be missing from a topic.
func (h *Hub) Gap(name string) {
	h.mu.Lock()
	t := h.topics[name]
	h.mu.Unlock()
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.epoch++
	t.ringAll()
}

// GapAll says that something may be missing from every topic.
func (h *Hub) GapAll() {
	for _, name := range h.names() {
		h.Gap(name)
	}
}

func (h *Hub) names() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	names := make([]string, 0, len(h.topics))
	for name := range h.topics {
		names = append(names, name)
	}
	return names
}

// Everybody is whom Recheck takes for all persons.
const Everybody int64 = 0

// Recheck makes all streams of a person, or of Everybody, check their right to be here, and what they may watch beside.
func (h *Hub) Recheck(person int64) {
	h.each(func(w *Watcher) {
		if person == Everybody || w.person == person {
			w.tell(Signal{Rights: true, Beside: true})
		}
	})
}

// RecheckTopic makes all streams of a topic check their right to be here. Whose right to another has changed with it hears that by
// name.
func (h *Hub) RecheckTopic(name string) {
	h.mu.Lock()
	t := h.topics[name]
	h.mu.Unlock()
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for w := range t.watchers {
		w.tell(Signal{Rights: true})
	}
}

// Close tells all streams that Stoa stops, and every one that comes later.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.each(func(w *Watcher) { w.tell(Signal{Bye: true}) })
}

// Streams returns how many streams are open.
func (h *Hub) Streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers)
}

func (h *Hub) each(f func(*Watcher)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		f(w)
	}
}

// trim forgets what rooms that fell silent said a while ago.
func (h *Hub) trim() {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	for _, t := range h.topics {
		t.mu.Lock()
		t.trim(now)
		t.mu.Unlock()
	}
}

// Run gives the streams their beat, a part of them at a time, until ctx is done.
func (h *Hub) Run(ctx context.Context) error {
	tick := time.NewTicker(beatEvery / beatSlots)
	defer tick.Stop()
	for slot := 0; ; slot = (slot + 1) % beatSlots {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			h.each(func(w *Watcher) {
				if w.slot == slot {
					w.tell(Signal{Beat: true})
				}
			})
			h.trim()
		}
	}
}
