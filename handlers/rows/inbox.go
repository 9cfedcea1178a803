package rows

import (
	"strconv"
	"time"

	"stoa/store/campus"
	"stoa/views"
)

// Zone returns a zone by its name; UTC for one that is not known here.
func Zone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// InboxRow is something that somebody was told.
func (c Clock) InboxRow(n campus.Notification) views.InboxRow {
	return views.InboxRow{ID: n.ID, Kind: string(n.Kind), Head: n.Head(), Changes: n.Differences(c.Zone), After: n.Afterwards(),
		Link: opens(n), About: views.AboutPath(n), Line: lineTold(n.Room), At: c.Full(n.At), Read: n.Read}
}

// lineTold names the line that somebody was told of, for the pages that show it; "" for none.
func lineTold(r campus.AboutRoom) string {
	if r.Line == 0 {
		return ""
	}
	return string(r.ID) + "/" + strconv.FormatInt(r.Line, 10)
}

// opens returns the link that leads to what somebody was told about, by way of its being read; "" where that is gone.
func opens(n campus.Notification) string {
	if !n.Leads() {
		return ""
	}
	return views.ToldPath(n.ID)
}
