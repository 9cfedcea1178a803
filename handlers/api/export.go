package api

import (
	"bufio"
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// ExportMe is GET /me/export: everything that is kept about who asks, as a file. It is written as it is read, so that however
// much there is, little is in memory. That it was taken is noted before anything is sent.
func (a *API) ExportMe(c echo.Context) error {
	ctx, s := c.Request().Context(), a.store
	who, _ := web.Asker(c)
	h := c.Response().Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="stoa-`+who.Username+`.json"`)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	if err := s.Audit.Exported(ctx, web.By(c, "")); err != nil {
		h.Del("Content-Disposition")
		return err
	}
	c.Response().WriteHeader(http.StatusOK)
	out := &ownData{to: bufio.NewWriterSize(c.Response(), 32<<10)}
	out.member("exported", instant(s.Now()))
	out.member("person", newPerson(who, s.Now()))
	if err := s.Own(ctx, who, out.sections(who, s, a.links)); err != nil {
		c.Logger().Debug(err)
		panic(http.ErrAbortHandler) // what is half sent must not look whole
	}
	return out.end()
}

// ownData writes one JSON object, whose lists are written item by item.
type ownData struct {
	to      *bufio.Writer
	begun   bool
	section string // the list that is open; "" for none
	some    bool   // and has an item
	failed  error
}

func (d *ownData) text(s string) {
	if d.failed == nil {
		_, d.failed = d.to.WriteString(s)
	}
}

func (d *ownData) value(v any) {
	b, err := json.Marshal(v)
	if err != nil && d.failed == nil {
		d.failed = err
	}
	d.text(string(b))
}

// name begins a member of the object.
func (d *ownData) name(name string) {
	if d.begun {
		d.text(",\n")
	} else {
		d.text("{")
	}
	d.begun = true
	d.value(name)
	d.text(":")
}

func (d *ownData) member(name string, v any) {
	d.name(name)
	d.value(v)
}

// open opens a list, which may stay empty, after closing the one before.
func (d *ownData) open(section string) {
	if d.section != "" {
		d.text("]")
	}
	d.name(section)
	d.text("[")
	d.section, d.some = section, false
}

// item adds to a list, opening those that come before it in their order.
func (d *ownData) item(section string, v any) error {
	d.reach(section)
	if d.some {
		d.text(",")
	}
	d.text("\n")
	d.value(v)
	d.some = true
	return d.failed
}

// ownSections are the lists, in the order in which store.Own tells them.
var ownSections = [...]string{"sessions", "courses", "levels", "meetings", "attendance", "messages", "blocked", "reports",
	"notifications", "audit"}

func (d *ownData) reach(section string) {
	passed := d.section == ""
	for _, name := range ownSections {
		if passed && d.section != section {
			d.open(name)
		}
		passed = passed || name == d.section
	}
}

// end closes what is open.
func (d *ownData) end() error {
	d.reach(ownSections[len(ownSections)-1])
	d.text("]}\n")
	if d.failed != nil {
		return d.failed
	}
	return d.to.Flush()
}

type ownSession struct {
	Kind    string   `json:"kind"`
	Name    *string  `json:"name"` // of a named token
	Agent   string   `json:"agent,omitempty"`
	From    string   `json:"from,omitempty"`
	Started instant  `json:"started"`
	Seen    *instant `json:"last_use"`
	Expires instant  `json:"expires"`
}

func newOwnSession(o campus.OwnSession) ownSession {
	out := ownSession{Kind: o.Kind, Name: orNull(o.Name), Agent: o.Agent, From: o.From, Started: instant(o.Started),
		Expires: instant(o.Ends)}
	if !o.Seen.IsZero() {
		seen := instant(o.Seen)
		out.Seen = &seen
	}
	return out
}

type ownBlock struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Time string `json:"time"`
}

type ownReport struct {
	Room   string `json:"room"`
	Line   *int64 `json:"message"` // null when the person was reported
	Person int64  `json:"person"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
	Time   string `json:"time"`
}

func newOwnReport(r campus.Report) ownReport {
	out := ownReport{Room: r.ID.Room, Person: r.ID.Whom, Reason: string(r.Reason), Text: r.Text, Time: precise(r.At)}
	if r.ID.Line != 0 {
		out.Line = &r.ID.Line
	}
	return out
}

type ownMeeting struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	As    string `json:"as"` // host or invited
}

type ownVisit struct {
	Room string `json:"room"`
	Kind string `json:"kind"` // join or leave
	Time string `json:"time"`
}

type ownLine struct {
	Room string `json:"room"`
	message
}

type ownDeed struct {
	Time string  `json:"time"`
	Deed string  `json:"deed"`
	By   *string `json:"by"` // who did it; null for Stoa itself
	From string  `json:"from,omitempty"`
	What string  `json:"what,omitempty"`
}

// sections says how each piece is written.
func (d *ownData) sections(who campus.Person, s *store.Store, links Links) store.OwnData {
	return store.OwnData{
		Session: func(o campus.OwnSession) error {
			return d.item("sessions", newOwnSession(o))
		},
		Course: func(m store.MyCourse) error {
			return d.item("courses", newCourse(m.Course, s.Now()).with(who, m.Mine))
		},
		Level: func(l store.CourseLevel) error {
			return d.item("levels", courseLevel{l.Course.ID, l.Course.Title, string(l.Level)})
		},
		Meeting: func(m campus.Meeting, hosts bool) error {
			as := "invited"
			if hosts {
				as = "host"
			}
			return d.item("meetings", ownMeeting{m.ID, m.Title, as})
		},
		Visit: func(room string, v campus.Visit) error {
			return d.item("attendance", ownVisit{room, string(v.Kind), precise(v.At)})
		},
		Line: func(room string, l campus.Line) error {
			return d.item("messages", ownLine{room, newMessage(l)})
		},
		Block: func(b campus.OwnBlock) error {
			return d.item("blocked", ownBlock{b.Person.ID, b.Person.Name, precise(b.At)})
		},
		Report: func(r campus.Report) error {
			return d.item("reports", newOwnReport(r))
		},
		Notification: func(n campus.Notification) error {
			return d.item("notifications", newNotification(n, zoneOf(who), links.About(n)))
		},
		AuditLog: func(e campus.AuditEntry) error {
			return d.item("audit", ownDeed{precise(e.At), string(e.Deed), orNull(e.Who.Name), e.From, e.What})
		},
	}
}
