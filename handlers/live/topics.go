package live

import (
	"context"
	"strings"
	"time"

	"stoa/store/campus"
)

// Encoding is a form in which topics are watched.
type Encoding string

// The encodings, and what the words of a stream are in each.
const (
	HTML Encoding = "html" // fragments, for pages
	JSON Encoding = "json" // objects, for scripts
)

// encodings lists them all.
var encodings = [...]Encoding{HTML, JSON}

// topic names a topic in this encoding for the hub.
func (e Encoding) topic(name string) string { return string(e) + " " + name }

// plain takes the encoding off a name for the hub; false when it is of another.
func (e Encoding) plain(named string) (string, bool) { return strings.CutPrefix(named, e.topic("")) }

// Sort says how a topic is kept.
type Sort struct {
	// Log topics keep their events: they have a cursor and are replayed after it. Others are states: sent whole, and again
	// whenever they change.
	Log bool
	// Pace is the least time between two drawings of a state, however often it changes.
	Pace time.Duration
}

// Drawer reads topics and turns them into frames. Facts are read once, for all the encodings that are asked for: what is
// returned has a list for each of those, in their order.
type Drawer interface {
	// Sort returns how a topic is kept; false for what is not a topic that streams can watch.
	Sort(topic string) (Sort, bool)
	// Draw returns the frames of events of one log, or of differences of one state, in order, one for each.
	Draw(ctx context.Context, topic string, events []campus.Event, in ...Encoding) ([][]Frame, error)
	// States returns the frames that show state topics as they are now, in one reading, one for each. kind is what has
	// happened to them, KindState for nothing in particular.
	States(ctx context.Context, kind campus.Kind, topics []string, in ...Encoding) ([][]Frame, error)
	// After returns what a log holds after a cursor.
	After(ctx context.Context, topic, cursor string) (campus.Replay, error)
}

// Ask is somebody who would watch a topic.
type Ask struct {
	Who   campus.Person
	Topic string
}

// Right is what somebody may with a topic.
type Right struct {
	Refused error        // why they may not watch it; nil of who may
	Shut    error        // of a room: why they may say nothing there, whom its rules do not bind alone; nil of who may
	Other   campus.Named // of a room of two: the other one
}

// Topics is the table of all topics: what can be watched, by whom, and how it is drawn.
type Topics interface {
	Drawer
	// MayWatch returns of each who asks what they may with a topic as it is now.
	MayWatch(ctx context.Context, asks []Ask) ([]Right, error)
	// Beside returns of each of some people which states they are told beside what is their own, as it is now.
	Beside(ctx context.Context, people []campus.Person) ([][]string, error)
	// Newest returns the cursor of a log's newest event.
	Newest(ctx context.Context, topic string) (string, error)
}
