package api

import (
	"cmp"
	"encoding/json"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// instant writes a time in UTC, to the second or, where it has them, with milliseconds.
type instant time.Time

// MarshalJSON implements json.Marshaler; the zero time is null.
func (i instant) MarshalJSON() ([]byte, error) {
	t := time.Time(i).UTC()
	if t.IsZero() {
		return []byte("null"), nil
	}
	if t.Nanosecond() == 0 {
		return json.Marshal(t.Format("2006-01-02T15:04:05Z"))
	}
	return json.Marshal(precise(t))
}

// precise writes a time with milliseconds, as events and messages have it.
func precise(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

type named struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type person struct {
	ID            int64   `json:"id"`
	Username      string  `json:"username"`
	Name          string  `json:"name"`
	Email         string  `json:"email"`
	Confirmed     bool    `json:"confirmed"`
	Role          string  `json:"role"`
	RequestedRole *string `json:"requested_role"`
	Status        string  `json:"status"`
	Born          *string `json:"born"`
	Age           *int    `json:"age"`
	Gender        *string `json:"gender"`
	Zone          string  `json:"zone"`
	ExternalID    *string `json:"external_id"`
	Created       instant `json:"created"`

	Erasure *erasure `json:"erasure,omitempty"` // of who is erased, to an admin who asks for them alone
}

func newPerson(p campus.Person, now time.Time) person {
	return person{p.ID, p.Username, p.Name, p.Email, p.Confirmed, string(p.Role), orNull(string(p.RequestedRole)),
		string(p.Status), orNull(p.Born), age(p, now), orNull(p.Gender), cmp.Or(p.Zone, "UTC"), orNull(p.ExternalID),
		instant(p.Created), nil}
}

// erasure is how far taking somebody out of what others have said is.
type erasure struct {
	Begun   instant  `json:"begun"`
	Done    *instant `json:"done"`
	Stage   string   `json:"stage"`
	Files   int64    `json:"files"`
	Of      int64    `json:"of"`
	Lines   int64    `json:"lines"`
	Trouble *string  `json:"trouble"`
}

func newErasure(e store.Erasure) *erasure {
	out := &erasure{Begun: instant(e.Begun), Stage: string(e.Stage), Files: e.Files, Of: e.Of, Lines: e.Lines, Trouble: orNull(e.Trouble)}
	if e.Stage == store.ErasureBegun {
		out.Stage = "begun"
	}
	if !e.Done.IsZero() {
		done := instant(e.Done)
		out.Done, out.Stage = &done, "done"
	}
	return out
}

func age(p campus.Person, now time.Time) *int {
	if p.Born == "" {
		return nil
	}
	years := p.Age(now)
	return &years
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

type course struct {
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Summary  string  `json:"summary"`
	Level    string  `json:"level"`
	Places   *int    `json:"places"` // null: unlimited
	Closes   instant `json:"closes"` // null: never
	Teacher  named   `json:"teacher"`
	With     []int64 `json:"co_teachers"`
	Created  instant `json:"created"`
	Taken    int     `json:"taken"`
	Waiting  int     `json:"waiting"`
	Status   string  `json:"status"` // open or closed
	Mine     string  `json:"mine,omitempty"`
	Position int     `json:"position,omitempty"`
}

func newCourse(c campus.Course, now time.Time) course {
	out := course{ID: c.ID, Title: c.Title, Summary: c.Summary, Level: string(c.Level), Closes: instant(c.Closes),
		Teacher: named(c.Teacher),
		Created: instant(c.Created), Taken: c.Taken, Waiting: c.Waiting, Status: "closed", With: make([]int64, len(c.With))}
	for i, one := range c.With {
		out.With[i] = one.ID
	}
	if !c.Unlimited {
		out.Places = &c.Places
	}
	if c.Open(now) {
		out.Status = "open"
	}
	return out
}

// with adds how a student stands; staff have no standing.
func (c course) with(p campus.Person, mine campus.Enrolment) course {
	if p.Role == campus.Student {
		c.Mine, c.Position = mine.Status, mine.Position
	}
	return c
}

type enrolment struct {
	Status   string `json:"status"`
	Position int    `json:"position"`
}

type instanceOut struct {
	Order int     `json:"order"`
	From  instant `json:"from"`
	To    instant `json:"to"`
	Zone  string  `json:"zone"`
	State string  `json:"state"`
}

func newInstance(i campus.Instance, now time.Time) instanceOut {
	return instanceOut{i.Order, instant(i.From), instant(i.To), i.Zone, string(i.State(now))}
}

type meeting struct {
	ID          int64         `json:"id"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Public      bool          `json:"public"`
	Host        named         `json:"host"`
	Course      *string       `json:"course"`
	Link        string        `json:"link"`
	Instances   []instanceOut `json:"instances"`
	Audience    []address     `json:"audience,omitzero"` // for its staff
	Deleted     bool          `json:"deleted,omitzero"`  // for its staff: nobody else sees it then
}

// address is one that a meeting lists, and what has become of it.
type address struct {
	Email string `json:"email"`
	State string `json:"state"`
}

// withAudience adds whom a meeting lists.
func (m meeting) withAudience(all []campus.Address) meeting {
	m.Audience = make([]address, len(all))
	for i, a := range all {
		m.Audience[i] = address{a.Email, string(a.State)}
	}
	return m
}

func newMeeting(m campus.Meeting, instances []campus.Instance, now time.Time) meeting {
	out := meeting{ID: m.ID, Title: m.Title, Description: m.Description, Public: m.Public, Host: named(m.Host),
		Course: orNull(m.Course), Link: m.Link, Deleted: m.Deleted, Instances: make([]instanceOut, len(instances))}
	for i, instance := range instances {
		out.Instances[i] = newInstance(instance, now)
	}
	return out
}

// activeMeeting is an open instance in the words of the original functions.
type activeMeeting struct {
	MeetingID   int64   `json:"meetingID"`
	OrderID     int     `json:"orderID"`
	Title       string  `json:"title"`
	Description string  `json:"description"`
	IsPublic    bool    `json:"isPublic"`
	From        instant `json:"fromdatetime"`
	To          instant `json:"todatetime"`
}

func newActiveMeetings(all []store.Listed) []activeMeeting {
	out := make([]activeMeeting, len(all))
	for i, l := range all {
		out[i] = activeMeeting{l.Meeting.ID, l.Instance.Order, l.Meeting.Title, l.Meeting.Description, l.Meeting.Public,
			instant(l.Instance.From), instant(l.Instance.To)}
	}
	return out
}

type participant struct {
	ID     int64   `json:"id"`
	Name   string  `json:"name"`
	Age    *int    `json:"age"`
	Gender *string `json:"gender"`
	Email  *string `json:"email"`
}

// newParticipant shows somebody in a room; what is personal only to staff.
func newParticipant(p campus.Person, staff bool, now time.Time) participant {
	out := participant{ID: p.ID, Name: p.Name}
	if staff {
		out.Age, out.Gender, out.Email = age(p, now), orNull(p.Gender), orNull(p.Email)
	}
	return out
}

type message struct {
	ID        int64   `json:"id"`
	UserID    int64   `json:"userID"`
	Body      string  `json:"body"`
	Timestamp string  `json:"timestamp"`
	ClientID  *string `json:"client_id"`
	Edited    bool    `json:"edited"`
	Deleted   bool    `json:"deleted"`
	ReplyTo   *int64  `json:"reply_to"`
	Kind      string  `json:"kind,omitempty"` // notice for what staff did
	Notice    *notice `json:"notice,omitempty"`

	Reactions []reaction `json:"reactions,omitempty"`
}

// notice is what staff did in a room; the message's body says it in a sentence, its userID is who did it.
type notice struct {
	What string `json:"what"`
	Whom *named `json:"whom,omitempty"`
	*chat
}

// chat is who may write in a room.
type chat struct {
	Mode    string `json:"mode"`
	Seconds int    `json:"seconds"`
}

func newNotice(l campus.Line) *notice {
	n := &notice{What: string(l.Notice)}
	if l.Whom.ID != 0 {
		whom := named(l.Whom)
		n.Whom = &whom
	}
	if l.Notice == campus.KindChat {
		n.chat = &chat{string(l.Rules.Mode()), l.Rules.Seconds}
	}
	return n
}

// kindNotice is the kind of a message that nobody wrote; others have none.
const kindNotice = "notice"

func newMessage(l campus.Line) message {
	out := message{ID: l.ID, UserID: l.Author.ID, Body: l.Body, Timestamp: precise(l.At), ClientID: orNull(l.ClientID),
		Edited: l.Edited, Deleted: l.Deleted, Reactions: newReactions(l.Reactions)}
	if l.Notice != "" {
		out.Kind, out.Body, out.Notice = kindNotice, l.Sentence(), newNotice(l)
	}
	if l.ReplyTo != 0 {
		out.ReplyTo = &l.ReplyTo
	}
	return out
}

func newMessages(lines []campus.Line) []message {
	out := make([]message, len(lines))
	for i, l := range lines {
		out[i] = newMessage(l)
	}
	return out
}
