package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// notification is what somebody was told.
type notification struct {
	ID   string  `json:"id"`
	Kind string  `json:"kind"`
	Text string  `json:"text"` // times in the reader's zone
	Link *string `json:"link"` // a page of this campus; null when what it is about is gone
	Time string  `json:"time"`
	Read bool    `json:"read"`
}

func newNotification(n campus.Notification, zone *time.Location, link string) notification {
	out := notification{ID: n.ID, Kind: string(n.Kind), Text: n.Text(zone), Time: precise(n.At), Read: n.Read}
	if link != "" {
		out.Link = &link
	}
	return out
}

// zoneOf returns the zone in which somebody reads times.
func zoneOf(p campus.Person) *time.Location {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Notifications is GET /notifications?cursor=&limit=: what who asks was told, the newest first.
func (a *API) Notifications(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	who := asker(c)
	page, err := a.store.Inbox.Page(c.Request().Context(), who.ID, c.QueryParam("cursor"), n)
	if err != nil {
		return err
	}
	out, zone := make([]notification, len(page.Notifications)), zoneOf(who)
	for i, one := range page.Notifications {
		out[i] = newNotification(one, zone, a.links.About(one))
	}
	return write(c, http.StatusOK, map[string]any{"notifications": out, "unread": page.Unread, "next": cursorOrNull(page.Next)})
}

// ReadNotifications is POST /notifications/read {ids or up_to}: marks some as read, or all up to a time.
func (a *API) ReadNotifications(c echo.Context) error {
	var in struct {
		IDs  []string `json:"ids"`
		UpTo *string  `json:"up_to"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	var upTo time.Time
	switch {
	case in.IDs == nil && in.UpTo == nil:
		return campus.InvalidField("ids", "ids, or up_to with a time")
	case len(in.IDs) > campus.MaxNotifications:
		return campus.InvalidField("ids", "at most 500")
	case in.UpTo != nil:
		var err error
		if upTo, err = time.Parse(time.RFC3339, strings.TrimSpace(*in.UpTo)); err != nil || upTo.UnixMilli() < 1 {
			return campus.InvalidField("up_to", "a time such as 2026-12-31T12:00:00Z")
		}
	}
	left, err := a.store.Inbox.MarkRead(c.Request().Context(), asker(c).ID, upTo, in.IDs, op(c))
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"unread": left})
}

// WithNotification adds the newest of somebody's notifications, and how many are unread.
func (e Event) WithNotification(unread int, newest *campus.Notification, zone *time.Location, link string) Event {
	e.Unread = &unread
	if newest != nil {
		shown := newNotification(*newest, zone, link)
		e.Notification = &shown
	}
	return e
}
