package rows

import (
	"strconv"

	"stoa/store/campus"
	"stoa/views"
)

// AuditRow shows an entry of the audit. Whoever did something to themselves is named once.
func (c Clock) AuditRow(e campus.AuditEntry) views.AuditRow {
	row := views.AuditRow{At: c.Full(e.At), Name: views.DeedName(e.Deed), Who: actor(e), WhoID: e.Who.ID,
		Detail: views.DeedDetail(e.Deed, e.What), From: e.From, Failed: e.Failed}
	if e.Whom.ID != e.Who.ID {
		row.Whom, row.WhomID = called(e.Whom), e.Whom.ID
	}
	return row
}

// actor names who did it. What Stoa does for somebody at a browser, who has no account or is not signed in yet, they do to
// themselves: they register, or enter by a link.
func actor(e campus.AuditEntry) string {
	switch {
	case e.Itself && e.From != "":
		return "themselves"
	case e.Itself:
		return "Stoa itself"
	case e.Who.ID == 0:
		return "somebody not signed in"
	}
	return called(e.Who)
}

// called is the name of somebody, or their number when they are no more.
func called(p campus.Named) string {
	if p.Name == "" {
		return "person " + strconv.FormatInt(p.ID, 10)
	}
	return p.Name
}
