package handlers

import (
	"testing"
	"time"

	"stoa/store/campus"
)

// keepOrder tries the calls with which staff keep order, in a meeting of its own.
func (r recorder) keepOrder(t *testing.T, town *town, thales *visitor) {
	t.Helper()
	at := town.Now().Add(-time.Minute)
	m := town.Plan(t, town.thales, campus.NewMeeting{Title: "Order", Public: true,
		Slots: []campus.Slot{{From: at, To: at.Add(time.Hour), Zone: "UTC"}}})
	for _, p := range []campus.Person{town.thales, town.john} {
		if err := town.Meetings.Join(t.Context(), p, m.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
	}
	meeting := "/meetings/" + num(m.ID)
	room, john := meeting+"/1", "/people/"+num(town.john.ID)
	const inRoom, inMeeting = "/meetings/{meeting}/{order}", "/meetings/{meeting}"
	for _, c := range []struct {
		method, pattern, path string
		body                  any
		status                int
	}{
		{"GET", inRoom + "/rules", room + "/rules", nil, 200},
		{"POST", inRoom + "/chat", room + "/chat", `{"mode":"slow","seconds":60}`, 200},
		{"POST", inRoom + "/chat", room + "/chat", `{"mode":"slow","seconds":601}`, 422},
		{"POST", inRoom + "/chat", room + "/chat", `{"mode":"quiet"}`, 422},
		{"POST", inRoom + "/chat", room + "/chat", `{`, 400},
		{"POST", inRoom + "/chat", meeting + "/9/chat", `{"mode":"open"}`, 400},
		{"POST", inRoom + "/lock", room + "/lock", nil, 200},
		{"POST", inRoom + "/unlock", room + "/unlock", nil, 200},
		{"PUT", inRoom + "/people/{person}/mute", room + john + "/mute", nil, 204},
		{"PUT", inRoom + "/people/{person}/mute", room + "/people/999/mute", nil, 404},
		{"PUT", inRoom + "/people/{person}/mute", room + "/people/" + num(town.thales.ID) + "/mute", nil, 403},
		{"DELETE", inRoom + "/people/{person}/mute", room + john + "/mute", nil, 204},
		{"POST", inRoom + "/people/{person}/remove", room + john + "/remove", nil, 204},
		{"PUT", inMeeting + "/people/{person}/ban", meeting + john + "/ban", nil, 204},
		{"PUT", inMeeting + "/people/{person}/ban", meeting + "/people/x/ban", nil, 404},
		{"GET", inMeeting + "/bans", meeting + "/bans", nil, 200},
		{"DELETE", inMeeting + "/people/{person}/ban", meeting + john + "/ban", nil, 204},
		{"GET", inRoom + "/messages", room + "/messages", nil, 200}, // the notices
	} {
		r.call(t, thales, c.method, c.pattern, c.path, c.body, c.status)
	}
}
