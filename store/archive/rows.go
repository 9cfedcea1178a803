package archive

import (
	"cmp"
	"sync"
	"time"

	"github.com/parquet-go/parquet-go"
)

// Event is a row of the table events: what happened in an instance. Meeting, Order and Seq together name it. A number, text or
// time that is zero is absent, but for those that every event has: Meeting, Order, Seq, Kind and At.
type Event struct {
	Meeting int64     `parquet:"meeting,dict"`
	Order   int32     `parquet:"order,dict"`
	Course  string    `parquet:"course,optional,dict"`
	Seq     int32     `parquet:"seq,delta"` // its place among the instance's events
	Kind    string    `parquet:"kind,dict"`
	At      time.Time `parquet:"at,timestamp(millisecond),delta"`
	Person  int64     `parquet:"person,optional,dict"` // whom it is about
	By      int64     `parquet:"by,optional,dict"`     // who did it
	Role    string    `parquet:"role,optional,dict"`   // the person's: host, staff or student
	Ref     int64     `parquet:"ref,optional"`         // the number of the line that was edited or deleted
	Detail  string    `parquet:"detail,optional"`      // JSON of what else there is
}

// Message is a row of the table messages: a line of an instance's chat. Meeting, Order and ID together name it. What is zero
// is absent, as in an Event; a line may have an empty body.
type Message struct {
	Meeting  int64     `parquet:"meeting,dict"`
	Order    int32     `parquet:"order,dict"`
	Course   string    `parquet:"course,optional,dict"`
	ID       int64     `parquet:"id,delta"` // the line's number
	Kind     string    `parquet:"kind,dict"`
	At       time.Time `parquet:"at,timestamp(millisecond),delta"`
	Person   int64     `parquet:"person,optional,dict"` // its author
	Body     string    `parquet:"body"`
	ClientID string    `parquet:"client_id,optional"`
	ReplyTo  int64     `parquet:"reply_to,optional"`
	Edited   bool      `parquet:"edited"`
	Edits    int32     `parquet:"edits"`
	Deleted  bool      `parquet:"deleted"`
	Changed  time.Time `parquet:"changed,optional,timestamp(millisecond)"`
	Detail   string    `parquet:"detail,optional"` // JSON of what else the line has
}

// Row is a row of one of the tables, or of an export alone.
type Row interface{ Event | Message | Attended }

// facts are what rows of every table have: what they are sorted and sought by.
type facts struct {
	at, meeting, n int64 // at in milliseconds; n is Seq or ID
	order          int32
	person         int64
	course         string
}

// compare orders rows as they lie in a file: by time, and by name among those of one time.
func (f facts) compare(g facts) int {
	return cmp.Or(cmp.Compare(f.at, g.at), cmp.Compare(f.meeting, g.meeting), cmp.Compare(f.order, g.order), cmp.Compare(f.n, g.n))
}

// Filter says which rows are wanted. What is zero does not matter.
type Filter struct {
	After, Before time.Time // the first and the last moment that is wanted
	Meeting       int64
	Order         int32
	Course        string
	Person        int64
}

func (f Filter) wants(row facts) bool {
	return (f.After.IsZero() || row.at >= f.since()) && (f.Before.IsZero() || row.at <= f.Before.UnixMilli()) &&
		(f.Meeting == 0 || row.meeting == f.Meeting) && (f.Order == 0 || row.order == f.Order) &&
		(f.Course == "" || row.course == f.Course) && (f.Person == 0 || row.person == f.Person)
}

// since is the first millisecond that is wanted: what is kept is whole milliseconds, a moment asked for may lie between two.
func (f Filter) since() int64 { return f.After.Add(time.Millisecond - time.Nanosecond).UnixMilli() }

// column is a column of a table: its name in files and exports, and where a row keeps its value.
type column[T Row] struct {
	name     string
	at       func(*T) any // a pointer to an int32, an int64, a float64, a string, a bool or a time.Time
	json     bool         // the text is JSON
	optional bool         // zero is none
}

// table is what is known of a table: its columns in the order of the fields, and how a row is looked at.
type table[T Row] struct {
	name    string
	columns []column[T]
	sorting []string
	facts   func(*T) facts
}

// tableOf returns the table that rows of a type are of.
func tableOf[T Row]() *table[T] {
	var found any
	switch any(*new(T)).(type) {
	case Event:
		found = theEvents()
	case Message:
		found = theMessages()
	case Attended:
		found = theAttendance()
	}
	return found.(*table[T])
}

// What is known of the tables never changes.
var (
	theEvents   = sync.OnceValue(func() *table[Event] { return events().withOptions() })
	theMessages = sync.OnceValue(func() *table[Message] { return messages().withOptions() })
	// theAttendance is in no archive: it is made from the dates whenever somebody asks for it.
	theAttendance = sync.OnceValue(func() *table[Attended] { return attendance().withOptions() })
)

// withOptions takes from the fields' tags which columns are optional.
func (t *table[T]) withOptions() *table[T] {
	for i := range t.columns {
		leaf, _ := t.schema().Lookup(t.columns[i].name)
		t.columns[i].optional = leaf.Node.Optional()
	}
	return t
}

// schema is the table's in Parquet.
func (t *table[T]) schema() *parquet.Schema { return parquet.SchemaOf(new(T)) }

func events() *table[Event] {
	return &table[Event]{name: "events", sorting: []string{"at", "meeting", "order", "seq"},
		facts: func(e *Event) facts {
			return facts{at: e.At.UnixMilli(), meeting: e.Meeting, order: e.Order, n: int64(e.Seq), person: e.Person, course: e.Course}
		},
		columns: []column[Event]{
			{name: "meeting", at: func(e *Event) any { return &e.Meeting }},
			{name: "order", at: func(e *Event) any { return &e.Order }},
			{name: "course", at: func(e *Event) any { return &e.Course }},
			{name: "seq", at: func(e *Event) any { return &e.Seq }},
			{name: "kind", at: func(e *Event) any { return &e.Kind }},
			{name: "at", at: func(e *Event) any { return &e.At }},
			{name: "person", at: func(e *Event) any { return &e.Person }},
			{name: "by", at: func(e *Event) any { return &e.By }},
			{name: "role", at: func(e *Event) any { return &e.Role }},
			{name: "ref", at: func(e *Event) any { return &e.Ref }},
			{name: "detail", at: func(e *Event) any { return &e.Detail }, json: true},
		}}
}

func messages() *table[Message] {
	return &table[Message]{name: "messages", sorting: []string{"at", "meeting", "order", "id"},
		facts: func(m *Message) facts {
			return facts{at: m.At.UnixMilli(), meeting: m.Meeting, order: m.Order, n: m.ID, person: m.Person, course: m.Course}
		},
		columns: []column[Message]{
			{name: "meeting", at: func(m *Message) any { return &m.Meeting }},
			{name: "order", at: func(m *Message) any { return &m.Order }},
			{name: "course", at: func(m *Message) any { return &m.Course }},
			{name: "id", at: func(m *Message) any { return &m.ID }},
			{name: "kind", at: func(m *Message) any { return &m.Kind }},
			{name: "at", at: func(m *Message) any { return &m.At }},
			{name: "person", at: func(m *Message) any { return &m.Person }},
			{name: "body", at: func(m *Message) any { return &m.Body }},
			{name: "client_id", at: func(m *Message) any { return &m.ClientID }},
			{name: "reply_to", at: func(m *Message) any { return &m.ReplyTo }},
			{name: "edited", at: func(m *Message) any { return &m.Edited }},
			{name: "edits", at: func(m *Message) any { return &m.Edits }},
			{name: "deleted", at: func(m *Message) any { return &m.Deleted }},
			{name: "changed", at: func(m *Message) any { return &m.Changed }},
			{name: "detail", at: func(m *Message) any { return &m.Detail }, json: true},
		}}
}
