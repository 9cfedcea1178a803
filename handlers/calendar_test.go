package handlers

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// read reads a calendar with a parser that is not ours: each event's id, sequence, status and title.
func readCalendar(t *testing.T, a answer) (all []string) {
	t.Helper()
	if kind := a.header.Get("Content-Type"); a.status != 200 || kind != "text/calendar; charset=utf-8" {
		t.Fatalf("it is %d, %q", a.status, kind)
	}
	file, err := ics.ParseCalendar(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range file.Events() {
		said := func(name ics.ComponentProperty) string { return e.GetProperty(name).Value }
		all = append(all,
			said(ics.ComponentPropertyUniqueId)+" "+said(ics.ComponentPropertySequence)+" "+said(ics.ComponentPropertyStatus)+" "+
				said(ics.ComponentPropertyDtStart)+" "+said(ics.ComponentPropertySummary))
	}
	return all
}

func wantCalendar(t *testing.T, a answer, want ...string) {
	t.Helper()
	if got := readCalendar(t, a); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the calendar has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// newDiary is a town whose john is invited to three dates: one over, one tomorrow, one in two days.
func newDiary(t *testing.T, clock *storetest.Hands) (*town, campus.Meeting) {
	t.Helper()
	town := newTown(t, setup{clock: clock, config: func(c *Config) { c.URL = "https://stoa.example" }})
	day := func(n int) campus.Slot {
		from := clock.Now().Add(time.Duration(24*n) * time.Hour)
		return campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}
	}
	m := town.Plan(t, town.thales, campus.NewMeeting{Title: "Circles, and; more", Link: "https://call.example/1",
		Audience: []string{town.john.Email},
		Slots:    []campus.Slot{day(-2), day(1), day(2)}})
	town.Tick(t)
	town.Settle(t)
	return town, m
}

func TestACalendarFollowsWhatBecomesOfItsDates(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town, m := newDiary(t, clock)
	john, other := town.signedIn(t, "john"), town.browser(t)
	john.post(t, views.PathOwnCalendar, url.Values{"op": {"one"}}).wantSeeOther(t, views.PathOwnCalendar)
	page := john.get(t, views.PathOwnCalendar)
	address := text(one(t, page.page(t), "#token"))
	path, ok := strings.CutPrefix(address, "https://stoa.example")
	if !ok || strings.Contains(john.get(t, views.PathOwnCalendar).body, address) {
		t.Errorf("the address is %q, and shown twice", address)
	}
	feed := other.get(t, path)
	const talk = "Office hour"
	wantCalendar(t, feed, "2-1@stoa.example 0 CONFIRMED 20260227T090000Z Circles, and; more",
		"1-1@stoa.example 0 CONFIRMED 20260301T085900Z "+talk,
		"2-2@stoa.example 0 CONFIRMED 20260302T090000Z Circles, and; more",
		"2-3@stoa.example 0 CONFIRMED 20260303T090000Z Circles, and; more")
	if got := other.get(t, path, "If-None-Match", feed.header.Get("ETag")); got.status != 304 || got.body != "" {
		t.Errorf("what is the same is answered with %d", got.status)
	}
	if at := feed.header.Get("Last-Modified"); at != "Sun, 01 Mar 2026 09:00:00 GMT" || feed.header.Get("Set-Cookie") != "" {
		t.Errorf("it was changed %q, and sets %q", at, feed.header.Get("Set-Cookie"))
	}
	to := clock.Now().Add(50 * time.Hour)
	err := town.Meetings.MoveInstances(t.Context(), town.thales, m.ID, 3, campus.Slot{From: to, To: to.Add(time.Hour), Zone: "UTC"}, false,
		0, "")
	if err == nil {
		err = town.Meetings.CancelInstances(t.Context(), town.thales, m.ID, 2, false, 0, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	moved := other.get(t, path, "If-None-Match", feed.header.Get("ETag"))
	wantCalendar(t, moved, "2-1@stoa.example 0 CONFIRMED 20260227T090000Z Circles, and; more",
		"1-1@stoa.example 0 CONFIRMED 20260301T085900Z "+talk,
		"2-2@stoa.example 1 CANCELLED 20260302T090000Z Circles, and; more",
		"2-3@stoa.example 1 CONFIRMED 20260303T110000Z Circles, and; more")
	if err := town.Meetings.Delete(t.Context(), town.thales, m.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	gone := other.get(t, path, "If-None-Match", moved.header.Get("ETag"))
	wantCalendar(t, gone, "1-1@stoa.example 0 CONFIRMED 20260301T085900Z "+talk,
		"2-2@stoa.example 1 CANCELLED 20260302T090000Z Circles, and; more",
		"2-3@stoa.example 2 CANCELLED 20260303T110000Z Circles, and; more")
	if strings.Contains(gone.body, "call.example") || strings.Contains(gone.body, "/meetings/2") {
		t.Errorf("it leads to what is not there: %s", gone.body)
	}
	john.post(t, views.PathRevokeCalendar, nil).wantSeeOther(t, views.PathOwnCalendar)
	wantErrorPage(t, other.get(t, path), 404, "Not here", "There is no such calendar")
}

func TestAMeetingsDatesAreAFileForWhoMayCome(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town, m := newDiary(t, clock)
	john := town.signedIn(t, "john")
	all := john.get(t, views.MeetingCalendarPath(m.ID))
	wantCalendar(t, all, "2-1@stoa.example 0 CONFIRMED 20260227T090000Z Circles, and; more",
		"2-2@stoa.example 0 CONFIRMED 20260302T090000Z Circles, and; more",
		"2-3@stoa.example 0 CONFIRMED 20260303T090000Z Circles, and; more")
	one := john.get(t, views.DateCalendarPath(m.ID, 2))
	wantCalendar(t, one, "2-2@stoa.example 0 CONFIRMED 20260302T090000Z Circles, and; more")
	if got := one.header.Get("Content-Disposition"); got != `attachment; filename="meeting-2-2.ics"` {
		t.Errorf("it is called %q", got)
	}
	for _, holds := range []string{"LOCATION:https://call.example/1\r\n", "URL:https://stoa.example/meetings/2/2\r\n"} {
		if !strings.Contains(one.body, holds) {
			t.Errorf("%q is not in\n%s", holds, one.body)
		}
	}
	for _, path := range []string{views.DateCalendarPath(m.ID, 4), views.DateCalendarPath(m.ID, 0), "/meetings/x/calendar.ics",
		"/meetings/99/calendar.ics"} {
		if got := john.get(t, path); got.status != 404 {
			t.Errorf("%s is %d", path, got.status)
		}
	}
}

// lockedText is what several have written.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// holds reports whether it has one text and not another.
func (l *lockedText) holds(some, other string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), some) && !strings.Contains(l.text.String(), other)
}

func TestASecretAddressIsInNoLogAndUnknownOnesAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	log := &lockedText{}
	town := newTown(t, setup{config: func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}})
	secret, _, err := town.Doors.MakeFeed(t.Context(), store.By{Person: town.john})
	if err != nil {
		t.Fatal(err)
	}
	visitor := town.browser(t)
	first := visitor.get(t, views.CalendarFeedPath("1.unknown"))
	for _, path := range []string{"/calendar/x.ics", "/calendar/x", "/calendar/" + secret, views.CalendarFeedPath("99999.unknown"),
		views.CalendarFeedPath(secret + "x")} {
		got := visitor.get(t, path)
		if got.status != http.StatusNotFound || text(one(t, got.page(t), "main")) != text(one(t, first.page(t), "main")) {
			t.Errorf("%.20s is answered otherwise: %d", path, got.status)
		}
	}
	if visitor.get(t, views.CalendarFeedPath(secret)).status != 200 || !log.holds("/calendar/…", secret) {
		t.Error("it does not open, or is in the log")
	}
}

func TestACalendarIsMadeAndTakenBackByTheAPI(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.script(t, "john")
	var made, kept struct{ URL, Made string }
	john.call(t, "POST", "/me/calendar", nil).read(t, &made)
	john.call(t, "GET", "/me/calendar", nil).read(t, &kept)
	if kept.URL != "" || kept.Made != made.Made || made.Made == "" {
		t.Errorf("it is %+v, then %+v", made, kept)
	}
	path := strings.TrimPrefix(made.URL, town.http.URL)
	wantStatus(t, town.browser(t).get(t, path), 200)
	wantStatus(t, john.call(t, "DELETE", "/me/calendar", nil), 204)
	wantStatus(t, town.browser(t).get(t, path), 404)
}
