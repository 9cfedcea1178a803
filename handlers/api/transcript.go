package api

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// transcriptEntry is one thing in a transcript.
type transcriptEntry struct {
	Kind    campus.Kind `json:"kind"`
	At      string      `json:"timestamp"`
	ID      *int64      `json:"id"`
	UserID  *int64      `json:"userID"`
	Name    *string     `json:"name"`
	Body    string      `json:"body"`
	ReplyTo *int64      `json:"reply_to"`
	Edited  bool        `json:"edited"`
	Deleted bool        `json:"deleted"`
}

func newTranscriptEntry(e campus.Entry) transcriptEntry {
	out := transcriptEntry{Kind: e.Kind, At: precise(e.At), Body: e.Sentence(), Edited: e.Line.Edited, Deleted: e.Line.Deleted}
	if who := e.By(); who.ID != 0 {
		out.UserID, out.Name = &who.ID, &who.Name
	}
	if e.Line.ID == 0 {
		return out
	}
	out.ID = &e.Line.ID
	if e.Line.ReplyTo != 0 {
		out.ReplyTo = &e.Line.ReplyTo
	}
	if e.Kind == campus.KindMessage && !e.Line.Deleted {
		out.Body = e.Line.Body
	}
	return out
}

// Transcript is GET /meetings/{id}/{order}/transcript?cursor=&limit=&format=: what was said and what happened at a date that is over.
func (a *API) Transcript(c echo.Context) error {
	id, order, err := instance(c, campus.ErrNoMeeting)
	if err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	after, bad := store.TranscriptPlace(c.QueryParam("cursor"))
	who, ctx := asker(c), c.Request().Context()
	switch format := c.QueryParam("format"); format {
	case "csv", "md":
		return web.Transcript(c, a.store, who, id, order, zoneOf(who), "."+format)
	case "", "json":
	default:
		return campus.InvalidField("format", "json, csv or md")
	}
	t, err := a.store.Meetings.Transcript(ctx, who, id, order, store.TranscriptPiece{After: after, Limit: n})
	if err = cmp.Or(err, bad); err != nil {
		return err
	}
	out, next := make([]transcriptEntry, len(t.Entries)), ""
	for i, e := range t.Entries {
		out[i] = newTranscriptEntry(e)
	}
	if t.Next > 0 {
		next = itoa(t.Next)
	}
	return write(c, http.StatusOK, map[string]any{"transcript": out, "next": cursorOrNull(next), "expired": t.Expired})
}
