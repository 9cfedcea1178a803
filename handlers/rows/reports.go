package rows

import (
	"slices"
	"strconv"
	"strings"

	"stoa/store/campus"
	"stoa/views"
)

// Has reports whether an id is among ids.
func Has(ids []int64, id int64) bool { return slices.Contains(ids, id) }

// IDs writes ids with spaces between them.
func IDs(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(texts, " ")
}

// Reports shows what was reported.
func (c Clock) Reports(all []campus.Report) []views.ReportRow {
	rows := make([]views.ReportRow, len(all))
	for i, r := range all {
		rows[i] = views.ReportRow{ID: r.ID.String(), Title: r.Title, Person: r.ID.Line == 0, WhomID: r.Whom.ID, Whom: r.Whom.Name,
			Reporter: r.Reporter.Name, Reason: views.ReasonWords(string(r.Reason)), Text: r.Text, Body: r.Body, At: c.Full(r.At),
			Op: campus.NewOp()}
		if room, _ := campus.ParseRoomTopic(r.ID.Room); room.Kind() != campus.PlacePrivate { // of which nobody else has a page
			rows[i].Link = views.TopicPath(r.ID.Room)
			if r.ID.Line != 0 {
				rows[i].Link = views.LineLink(rows[i].Link, r.ID.Line)
			}
		}
		if r.ClosedBy.ID != 0 {
			rows[i].ClosedBy, rows[i].Closed = r.ClosedBy.Name, c.Full(r.Closed)
		}
	}
	return rows
}

// Sanctioned shows who is banned or muted, with when as Joined.
func (c Clock) Sanctioned(people []campus.Participant) []views.Sanctioned {
	rows := make([]views.Sanctioned, len(people))
	for i, p := range people {
		rows[i] = views.Sanctioned{ID: p.Person.ID, Name: p.Person.Name, Since: c.Full(p.Joined), Op: campus.NewOp()}
	}
	return rows
}
