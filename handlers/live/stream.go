package live

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"

	"stoa/store/campus"
)

const (
	// writePatience, with the time of two beats, is how long a reader may take to accept a write; a stuck one is dropped
	// and comes back with its cursor.
	writePatience = 10 * time.Second
	// lifetime is how long a stream lives at least; it ends at a random moment up to twice that, so that after a restart
	// or behind a new load balancer the streams do not all move at once.
	lifetime = 20 * time.Minute
)

// Stream is one reader's connection.
type Stream struct {
	Hub      *Hub
	Encoding Encoding
	Person   int64
	Log      string                      // the topic that is a log; "" for none
	States   []string                    // the topics that are state
	Cursor   string                      // of the log: what comes after it is sent
	Check    func(context.Context) error // whether the reader may (still) be here
	Catchup  *Catchup
	Opened   func(context.Context) // hears that the reader may watch and is here; may be nil
	// Beside returns the states that the reader is told beside those, as it is now; may be nil.
	Beside func(context.Context) ([]string, error)
	// Shut returns what the reader alone is told after a check that has let them stay, nil for nothing new; may be nil.
	Shut func() []byte
	Once bool // send what is there and end: for a reader that cannot keep a connection and asks again

	owed bool // what there is beside could not be found out when it may have changed
}

// Serve writes the stream until the reader leaves, its right ends or Stoa stops. It returns an error only when nothing
// has been written yet.
func (s *Stream) Serve(w http.ResponseWriter, r *http.Request) error {
	topics := append([]string{}, s.States...)
	if s.Log != "" {
		topics = append(topics, s.Log)
	}
	named := make([]string, len(topics))
	for i, t := range topics {
		named[i] = s.Encoding.topic(t)
	}
	// Watching comes first: what happens while the log is read waits in the ring, and a right that ends now is heard of.
	watcher, err := s.Hub.Watch(s.Person, named)
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := s.Check(r.Context()); err != nil {
		return err
	}
	if s.Opened != nil {
		s.Opened(r.Context())
	}
	beside, err := s.beside(r.Context(), watcher)
	if err != nil {
		return err
	}
	topics = append(topics, beside...)
	if !s.Once {
		watcher.Stand()
	}
	out := &wire{to: w, rc: http.NewResponseController(w)}
	at, _ := campus.ParseCursor(s.Cursor)
	first, at, err := s.catchUp(r.Context(), watcher, topics, at)
	if err != nil && !errors.Is(err, errReset) {
		return err
	}
	out.begin()
	if out.write(append(first, s.shut()...)) != nil || errors.Is(err, errReset) || s.Once {
		return nil
	}
	s.follow(r.Context(), watcher, out, at)
	return nil
}

// follow sends what the hub offers, until the reader leaves or must.
func (s *Stream) follow(ctx context.Context, watcher *Watcher, out *wire, at campus.Cursor) {
	end := time.NewTimer(lifetime + rand.N(lifetime))
	defer end.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			return
		case <-watcher.Wake():
		}
		signal := watcher.Signal()
		if signal.Bye {
			_ = out.write(byeFrame)
			return
		}
		if (signal.Beat || signal.Rights) && !s.mayStay(ctx) {
			return
		}
		again := s.besideAgain(ctx, watcher, signal)
		var stay bool
		if at, stay = s.send(ctx, watcher, out, at, signal.Beat, again); !stay {
			return
		}
	}
}

// send writes what came in while the last write was under way, as one. It returns how far the reader has come in the log,
// and whether the stream goes on. Some states are read again besides.
func (s *Stream) send(ctx context.Context, watcher *Watcher, out *wire, at campus.Cursor, beat bool, again []string) (
	campus.Cursor, bool) {
	// Buffers are shared by all streams: one that is idle holds none.
	pooled := s.Hub.buffer()
	defer s.Hub.release(pooled)
	buf, at, behind := watcher.Take((*pooled)[:0], at)
	buf = append(buf, s.shut()...)
	var err error
	if again = append(again, s.plain(behind)...); len(again) > 0 {
		var more []byte
		if more, at, err = s.catchUp(ctx, watcher, compact(again), at); err != nil && !errors.Is(err, errReset) {
			return at, false // the reader comes back with its cursor, and waits as it likes
		}
		buf = append(buf, more...)
	}
	if beat { // whatever else there is: pages answer beats, and are counted by their answers
		buf = append(buf, beatFrame...)
	}
	*pooled = buf
	return at, (len(buf) == 0 || out.write(buf) == nil) && err == nil
}

func (s *Stream) shut() []byte {
	if s.Shut == nil {
		return nil
	}
	return s.Shut()
}

// mayStay asks whether the reader still has the right to be here. A Redis that is away takes nobody's right.
func (s *Stream) mayStay(ctx context.Context) bool {
	err := s.Check(ctx)
	return err == nil || campus.CodeOf(err) == campus.Unavailable
}

// plain takes the encoding off the hub's names.
func (s *Stream) plain(named []string) []string {
	names := make([]string, len(named))
	for i, n := range named {
		names[i] = n[len(s.Encoding)+1:]
	}
	return names
}

// reset says that something is missing that cannot be named: load the page again, at some time within so many milliseconds.
// A fail-over may lose the end of a log, and then it is told to everybody at once.
func (s *Stream) reset() []byte {
	var within []byte
	if spread := Spread(s.Hub.Readers(s.Log)); s.Encoding == HTML && spread > 0 {
		within = strconv.AppendInt(nil, spread.Milliseconds(), 10)
	}
	return NewFrame("", "reset", within)
}

var errReset = errors.New("the log cannot be followed from this cursor")

// catchUp reads topics again: the log after the cursor, the states as they are. errReset comes with the bytes that tell
// the reader to begin anew.
func (s *Stream) catchUp(ctx context.Context, watcher *Watcher, topics []string, at campus.Cursor) ([]byte, campus.Cursor, error) {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	var buf bytes.Buffer
	states := slices.DeleteFunc(slices.Clone(topics), func(topic string) bool { return topic == s.Log })
	if len(states) > 0 {
		frames, err := s.Catchup.states(ctx, s.Encoding, states)
		if err != nil {
			return nil, at, err
		}
		for i, f := range frames {
			if f.To == 0 || watcher.reached(s.Encoding.topic(states[i]), f.To) {
				buf.Write(f.Data)
			}
		}
	}
	if len(states) == len(topics) {
		return buf.Bytes(), at, nil
	}
	frames, reset, err := s.Catchup.after(ctx, s.Encoding, s.Log, at)
	if err != nil {
		return nil, at, err
	}
	if reset {
		return s.reset(), at, errReset
	}
	for _, f := range frames {
		buf.Write(f.Data)
		at = f.Cursor
	}
	return buf.Bytes(), at, nil
}

// wire is the connection: every write has a deadline and is flushed.
type wire struct {
	to    http.ResponseWriter
	rc    *http.ResponseController
	until time.Time // the deadline that is set
}

func (o *wire) begin() {
	h := o.to.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	o.to.WriteHeader(http.StatusOK)
}

func (o *wire) write(b []byte) error {
	// Setting a deadline costs as much as a small write, so it is moved only now and then; and it must outlast the time to
	// the next beat, since over HTTP/2 a deadline that passes ends a stream even if nothing is being written.
	if now := time.Now(); o.until.Sub(now) < 2*beatEvery {
		o.until = now.Add(2*beatEvery + writePatience)
		if err := o.rc.SetWriteDeadline(o.until); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	if len(b) > 0 {
		if _, err := o.to.Write(b); err != nil {
			return err
		}
	}
	return o.rc.Flush()
}
