package live

import (
	"bytes"
	"time"

	"stoa/store/campus"
)

// Frame is an event as it goes over the wire, drawn once for everybody. Its bytes are never changed.
type Frame struct {
	Cursor campus.Cursor // place in the log; zero on a state topic
	N      int64         // number in the log; 0 on a state topic
	Data   []byte
	Until  time.Time // after this nobody needs it any more; zero for never
	Step
}

// Step is what a frame of a state does that is told as differences: it brings who has what From names to what To names. A frame
// that shows the state whole has no From. The names grow; 0 is none.
type Step struct{ From, To int64 }

// NewFrame encodes an event of a stream. Every line of data becomes a line of its own, so that no text in it can end the
// event or begin another. id and name come from Stoa alone; "" leaves them out.
func NewFrame(id, name string, data []byte) []byte {
	var b bytes.Buffer
	if id != "" {
		b.WriteString("id: " + id + "\n")
	}
	if name != "" {
		b.WriteString("event: " + name + "\n")
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		b.WriteString("data: ")
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// late reports whether a frame is of no use any more.
func (f Frame) late() bool { return !f.Until.IsZero() && time.Now().After(f.Until) }

// LogFrame returns the frame of an event in a log. One with neither name nor data only moves the reader's cursor: browsers
// take the id and tell nobody (WHATWG HTML, 9.2.6).
func LogFrame(e campus.Event, name string, data []byte) Frame {
	at, _ := campus.ParseCursor(e.ID)
	f := Frame{Cursor: at, N: e.N}
	if name == "" && len(data) == 0 {
		if e.ID == "" { // it has passed
			return f
		}
		f.Data = []byte("id: " + e.ID + "\n\n")
	} else {
		f.Data = NewFrame(e.ID, name, data)
	}
	return f
}

// What a stream says beside its topics.
var (
	beatFrame = NewFrame("", "beat", nil) // all is well, only nothing has happened
	byeFrame  = NewFrame("", "bye", nil)  // this Stoa stops: come back in a moment, to another
)
