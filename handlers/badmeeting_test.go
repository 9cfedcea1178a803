package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// oddTexts are what no field expects: nothing, no text, text that hides, turns, piles up or nests, numbers that are none.
func oddTexts() []string {
	return []string{"", " ", "\x00", "\xff\xfe", "\u202egnp.exe", "\u200b", "e" + strings.Repeat("\u0301", 4001),
		"👩\u200d👩\u200d👧",
		"عمر", `"'{}[]%\`, "-1", "0", "9223372036854775808", "1e309", "NaN", "٣", "2031-02-30", "24:00", "x y\r\nz: w",
		strings.Repeat("> ", 2000), strings.Repeat("[", 1000) + "x" + strings.Repeat("](javascript:x)", 200),
		"[x](javascript:alert(1)) <javascript:alert(1)> ![x](data:text/html,x)", "@**x|1** @**|2** @**x|999999999999999999** @@@",
		strings.Repeat("@john ", 600), strings.Repeat("`", 3999), strings.Repeat("9", 4001)}
}

// oddJSON are values that no field of a body expects.
func oddJSON() []string {
	odd := []string{`null`, `true`, `-1`, `0`, `1.5`, `1e400`, `9223372036854775808`, `[]`, `{}`, `[null]`, `[{"from":null,"to":[]}]`,
		`{"from":"x","every":7,"times":-1}`, `"\ud800"`, `"2031-02-30T10:00:00Z"`, `"9999-12-31T23:59:60Z"`,
		strings.Repeat("[", 9999) + strings.Repeat("]", 9999)}
	for _, text := range oddTexts() {
		said, _ := json.Marshal(text)
		odd = append(odd, string(said))
	}
	return odd
}

// sentFields are all that forms and bodies about meetings hold.
var sentFields = strings.Fields(`title description link course host public audience zone repeat times until ends overnight looked seen
	date_1_day date_1_from date_1_to date_2_day later_2031-10-26 date_day date_from date_to scope do op back body reply_to edits give take
	chat reason text client_id instances series from to mode seconds`)

// around is a meeting of thales' that is open, with thales and john in it, and a line of each.
func (t *town) around(tb testing.TB) string {
	tb.Helper()
	m := t.Meeting(tb, t.thales, "Office hour", t.john)
	for _, p := range []campus.Person{t.thales, t.john} {
		if err := t.Meetings.Join(tb.Context(), p, m.ID, 1, ""); err != nil {
			tb.Fatal(err)
		}
		if _, err := t.Rooms.Post(tb.Context(), p, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "hello"}, ""); err != nil {
			tb.Fatal(err)
		}
	}
	return "/meetings/" + num(m.ID)
}

// real puts what is there in the place of what a route leaves open.
func real(path, meeting string) string {
	path = strings.Replace(path, "/meetings/:meeting", meeting, 1)
	return strings.NewReplacer(":order", "1", ":person", "1", ":user", "1", ":message", "1", ":reaction", "heart").Replace(path)
}

// notAFault checks that something was done or refused.
func notAFault(t *testing.T, what string, got answer) {
	t.Helper()
	if got.status >= 500 || got.status < 200 {
		t.Errorf("%.120q is answered with %s", what, got)
	}
	if strings.Contains(strings.ToLower(got.body), `href="javascript:`) || strings.Contains(got.body, `href="data:`) {
		t.Errorf("%.120q leads elsewhere than to the web", what)
	}
}

func TestWhateverIsSentToAMeetingIsDoneOrRefusedAndNeverAFault(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales, script := town.signedIn(t, "thales"), town.script(t, "thales")
	for _, r := range slices.Concat(town.server.meetingPages(), town.server.roomPages(),
		meetingCalls(town.server.api), roomCalls(town.server.api)) {
		if r.method == http.MethodGet {
			continue
		}
		t.Run(r.method+" "+r.path, func(t *testing.T) {
			meeting := town.around(t)
			path := real(r.path, meeting)
			if of, isAPI := strings.CutPrefix(path, api.Base); isAPI {
				for _, odd := range oddJSON() {
					body := "{"
					for _, field := range sentFields {
						body += `"` + field + `":` + odd + `,`
					}
					got := script.call(t, r.method, of+"?scope="+url.QueryEscape(odd[:min(len(odd), 30)]), body+`"last":1}`)
					notAFault(t, of+odd, got)
				}
				return
			}
			for _, odd := range oddTexts() {
				form := url.Values{}
				for _, field := range sentFields {
					form.Set(field, odd)
				}
				notAFault(t, path+odd, thales.post(t, path, form))
			}
			notAFault(t, path, thales.get(t, meeting+"/1"))
		})
	}
	for _, path := range []string{"/", "/meetings", "/inbox", town.room, "/profile/calendar"} {
		wantStatus(t, thales.get(t, path), 200)
	}
}

func TestWhateverIsAskedOfAMeetingIsAnsweredAndNeverAFault(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.thales, town.john)
	thales, script := town.signedIn(t, "thales"), town.script(t, "thales")
	meeting := town.around(t)
	for k, r := range slices.Concat(town.server.meetingPages(), town.server.roomPages(),
		meetingCalls(town.server.api), roomCalls(town.server.api)) {
		if r.method != http.MethodGet {
			continue
		}
		v := thales
		if strings.HasPrefix(r.path, api.Base) {
			v = script
		}
		for i, odd := range append(oddTexts(), "1", "99", "999999999999999999", "1:2", "1 2", "AAAA", "MTox") {
			query := url.Values{}
			for _, name := range strings.Fields("state cursor mine line before after reply q limit scope course") {
				query.Set(name, odd)
			}
			notAFault(t, r.path+odd, v.get(t, real(r.path, meeting)+"?"+query.Encode()))
			for j, name := range strings.Fields("cursor line before after reply q") { // alone, so that nothing is refused before it
				if !storetest.Sampled(i+j+k, 3) {
					continue
				}
				notAFault(t, r.path+odd, v.get(t, real(r.path, meeting)+"?"+url.Values{name: {odd}}.Encode()))
			}
		}
	}
}

// A cursor belongs to the list that gave it. In another it is refused, or it is where that list goes on: never a fault.
func TestACursorOfAnotherListIsRefusedOrRead(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.thales, town.john, town.admin)
	for i := range 3 {
		town.planned(t, campus.NewMeeting{Title: "Later", Audience: []string{town.john.Email}}, time.Duration(i+2)*time.Hour)
		town.say(t, town.john, "line")
	}
	town.Settle(t)
	script := town.script(t, "admin")
	lists := []string{"/meetings?state=scheduled&limit=1", "/meetings?mine=1&limit=1", town.room + "/participants?limit=1",
		town.room + "/roster?limit=1", town.room + "/messages?limit=1", "/notifications?limit=1", "/courses?limit=1", "/people?limit=1"}
	cursors := []string{"2", "MTox", "1700000000000 4"}
	for _, list := range lists {
		var page struct{ Next *string }
		got := script.call(t, "GET", list, nil)
		if got.read(t, &page); page.Next != nil {
			cursors = append(cursors, *page.Next)
		}
	}
	if len(cursors) < 7 {
		t.Fatalf("there are only the cursors %q", cursors)
	}
	for _, list := range lists {
		for _, cursor := range cursors {
			for _, name := range []string{"cursor", "after"} {
				notAFault(t, list+" from "+cursor, script.call(t, "GET", list+"&"+url.Values{name: {cursor}}.Encode(), nil))
			}
		}
	}
}

func TestTenMinutesMoreOnThePageEndWhereAnotherDateBegins(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	slot := campus.Slot{From: morning.Add(2*time.Hour + 35*time.Minute), To: morning.Add(3 * time.Hour), Zone: "UTC"}
	_, err := town.Meetings.AddInstance(t.Context(), town.thales, 1, slot, "")
	wantNoError(t, err)
	thales := town.signedIn(t, "thales")
	for i := range 10 {
		got := thales.post(t, town.room+"/extend", url.Values{"op": {num(int64(i))}})
		thales.post(t, town.room+"/extend", url.Values{"op": {num(int64(i))}}) // sent twice, done once
		if i < 9 {
			got.wantSeeOther(t, town.room)
			continue
		}
		says := "This date cannot last longer: date 2 of the meeting is at that time."
		if got.status != 409 || !strings.Contains(text(one(t, got.page(t), "main")), says) {
			t.Errorf("the tenth time: %s", got)
		}
	}
	i, err := town.Meetings.Instance(t.Context(), 1, 1)
	if want := morning.Add(time.Hour + 90*time.Minute); err != nil || !i.To.Equal(want) {
		t.Errorf("it ends %s, %v, want %s", i.To, err, want)
	}
}
