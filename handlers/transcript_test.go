package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// newLecture is a school day at whose lecture john said some lines, after it, and the path of what is left.
func newLecture(t *testing.T, lines ...string) (*schoolDay, string) {
	t.Helper()
	d := newSchoolDay(t, time.Date(2026, 3, 2, 22, 30, 0, 0, time.UTC))
	m := d.Plan(t, d.thales, campus.NewMeeting{Title: "=A *talk*", Course: d.course.ID,
		Slots: []campus.Slot{{From: d.at.Add(2 * time.Hour), To: d.at.Add(4 * time.Hour), Zone: "Europe/Athens"}}})
	d.meeting = m
	d.Settle(t)
	d.clock.Set(d.at.Add(2 * time.Hour))
	d.Tick(t)
	d.Settle(t)
	d.enter(t, d.thales, d.john)
	for _, line := range lines {
		d.clock.Add(time.Second)
		d.say(t, d.john, line)
	}
	return d, views.TranscriptPath(m.ID, 1)
}

func (d *schoolDay) over(t *testing.T) {
	t.Helper()
	d.clock.Set(d.at.Add(5 * time.Hour))
	d.Tick(t)
	d.Settle(t)
}

func TestTheTranscriptIsReadFoundLinkedAndTakenAwayByWhoMayReadTheRoom(t *testing.T) {
	t.Parallel()
	d, path := newLecture(t, "hello *all*", "=1+1", "# <b>no</b>")
	john, thales := d.signedIn(t, "john"), d.signedIn(t, "thales")
	john.get(t, path).wantSeeOther(t, strings.TrimSuffix(path, "/transcript"))
	wantStatus(t, john.get(t, path+".md"), 409)
	d.clock.Add(70 * time.Minute)
	yes := campus.NewLine{Body: "Yes", ReplyTo: 1}
	if _, err := d.Rooms.Post(t.Context(), d.thales, store.MeetingRoom(d.meeting.ID, 1), yes, ""); err != nil {
		t.Fatal(err)
	}
	d.over(t)
	page := thales.open(t, path, "Transcript of =A *talk* · Stoa")
	wantSays(t, one(t, page, "h1"), "=A *talk*")
	if got := texts(all(page, "main header dd")); got[2] != "Tue 3 Mar 2026, 00:30 to 02:30 (UTC)" {
		t.Errorf("on its own day it was held %q", got)
	}
	if got := texts(all(page, "h3")); len(got) != 3 {
		t.Errorf("its hours are %q", got)
	}
	var said []string
	for _, l := range all(page, "main ol li") {
		said = append(said, text(l))
	}
	want := []string{"The meeting began. 00:30", "The thales and The john came. 00:30",
		"TJ The john Link to message 1, 00:30 hello all", "Link to message 2, 00:30 The john =1+1",
		"Link to message 3, 00:30 The john # <b>no</b>", "TT The thales Link to message 4, 01:40 Answers The john hello all Yes",
		"The meeting ended. 2 people were there to the end. 02:30"}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	if got := attr(one(t, one(t, page, "#m-2"), "a"), "href"); got != path+"?line=2#m-2" {
		t.Errorf("a line links to %s", got)
	}
	if got := attr(one(t, one(t, page, "#m-4"), "p[class=quote] a"), "href"); got != "#m-1" {
		t.Errorf("what it answers is at %s", got)
	}
	const host = "The thales Host here from 00:30 – 02:30"
	for want, v := range map[string]*visitor{host: john, host + " , 120 minutes": thales} {
		wantSays(t, all(v.get(t, path).page(t), "ul[class=transcript-people] li")[1], want)
	}
	if got := attr(one(t, john.get(t, path+"?line=2").page(t), "#m-2"), "aria-current"); got != "true" {
		t.Error("the line that an address names is not marked")
	}
	for _, way := range []string{strings.TrimSuffix(path, "/transcript"), fmt.Sprintf("/meetings/%d/dates", d.meeting.ID),
		strings.TrimSuffix(path, "transcript") + "attendance"} {
		one(t, thales.get(t, way).page(t), "a[href="+path+"]")
	}
	for _, wrong := range []string{"?line=x", "?line=1&after=1", "?before=2", "?q=x&line=1"} {
		wantStatus(t, john.get(t, path+wrong), 422)
	}
	john.get(t, path+"?line=99").wantSeeOther(t, path)
	john.get(t, path+"?after=500").wantSeeOther(t, path)
	for _, beyond := range []string{"4", "500", "999999999999999999", "9223372036854775807"} {
		john.get(t, path+"?q=hello&after="+beyond).wantSeeOther(t, path+"?q=hello")
		if says := text(one(t, john.get(t, path+"?q=hello").page(t), "main")); !strings.HasPrefix(says, "That message is not here.") {
			t.Errorf("after %s it says %s", beyond, says)
		}
	}
	d.Person(t, "outsider", campus.Student)
	for _, end := range []string{"", ".md", ".csv", "?q=hello"} {
		wantStatus(t, d.signedIn(t, "outsider").get(t, path+end), 403)
	}
	d.wantFiles(t, john, path)
}

// wantFiles checks the files of newLecture's transcript.
func (d *schoolDay) wantFiles(t *testing.T, v *visitor, path string) {
	t.Helper()
	md := v.get(t, path+".md")
	want := "# \\=A \\*talk\\*\n\n- Course: Geometry\n- Host: The thales\n- Held: Tue 3 Mar 2026, 00:30 to 02:30\n- Times: UTC\n\n" +
		"## Who was there\n\n- The john, 00:30 – 02:30, 120 min\n- The thales, 00:30 – 02:30\n\n## Conversation\n\n" +
		"### Tuesday, 3 March 2026\n\n*00:30 The meeting began.*\n\n*00:30 The thales and The john came.*\n\n" +
		"**The john** 00:30 \\#1\n\n> hello \\*all\\*\n\n**The john** 00:30 \\#2\n\n> \\=1+1\n\n**The john** 00:30 \\#3\n\n" +
		"> \\# \\<b\\>no\\</b\\>\n\n**The thales** 01:40 \\#4, answers \\#1\n\n> Yes\n\n" +
		"*02:30 The meeting ended. 2 people were there to the end.*\n"
	if md.body != want || md.header.Get("Content-Type") != "text/markdown; charset=utf-8" {
		t.Errorf("the Markdown is %s\n%s\nwant\n%s", md.header, md.body, want)
	}
	if got := md.header.Get("Content-Disposition"); got != `attachment; filename="=A talk 2026-03-03.md"` {
		t.Errorf("it is called %s", got)
	}
	api := d.script(t, "john").call(t, http.MethodGet, path+"?format=csv", nil)
	for who, file := range map[string]answer{"the page": v.get(t, path+".csv"), "the API": api} {
		rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
		if err != nil || len(rows) != 11 {
			t.Fatalf("%s: %s, %v", who, file, err)
		}
		came := "|join|2026-03-03T00:30:00.000Z|" + num(d.john.ID) + "|The john|The john came.||false|false"
		if got := strings.Join(rows[3], "|"); got != came {
			t.Errorf("%s has the row %s", who, got)
		}
		if got := strings.Join(rows[5], "|"); got != "2|message|2026-03-03T00:30:02.000Z|"+num(d.john.ID)+"|The john|'=1+1||false|false" {
			t.Errorf("%s has the row %s", who, got)
		}
	}
}

// Who came and went is data to a program: each time is an entry, and says who it was.
func TestTheAPIAndTheTableHaveEachComingAndGoing(t *testing.T) {
	t.Parallel()
	d, path := newLecture(t, "hello")
	d.clock.Add(10 * time.Minute)
	if err := d.Meetings.Leave(t.Context(), d.john, d.meeting.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	d.clock.Add(time.Minute)
	d.enter(t, d.john)
	d.over(t)
	var got struct {
		Transcript []struct {
			Kind, Timestamp, Body string
			UserID                *int64
			Name                  *string
		}
	}
	d.script(t, "john").call(t, http.MethodGet, path, nil).read(t, &got)
	var said []string
	for _, e := range got.Transcript {
		if e.UserID == nil {
			said = append(said, e.Kind)
			continue
		}
		said = append(said, fmt.Sprintf("%s %s %d %s %s", e.Kind, e.Timestamp[11:19], *e.UserID, *e.Name, e.Body))
	}
	want := strings.NewReplacer("{t}", num(d.thales.ID)+" The thales", "{j}", num(d.john.ID)+" The john").Replace("active\n" +
		"join 00:30:00 {t} The thales came.\njoin 00:30:00 {j} The john came.\nmessage 00:30:01 {j} hello\n" +
		"leave 00:40:01 {j} The john left.\njoin 00:41:01 {j} The john came.\n" +
		"leave 02:30:00 {t} The thales left.\nleave 02:30:00 {j} The john left.\nended")
	if strings.Join(said, "\n") != want {
		t.Errorf("the API tells\n%s\nwant\n%s", strings.Join(said, "\n"), want)
	}
	rows, err := csv.NewReader(strings.NewReader(d.signedIn(t, "john").get(t, path+".csv").body)).ReadAll()
	if err != nil || len(rows) != len(said)+1 {
		t.Fatalf("the table has %d rows, %v", len(rows), err)
	}
	for i, row := range rows[1:] {
		if who := strings.TrimSpace(row[3] + " " + row[4]); row[1] != got.Transcript[i].Kind || !strings.Contains(said[i], who) {
			t.Errorf("where the API tells %s the table has %q", said[i], row)
		}
	}
	page := texts(all(d.signedIn(t, "john").get(t, path).page(t), "main ol li"))
	if got := strings.Join(page[3:], "\n"); got != "The john left. 00:40\nThe john came. 00:41\n"+
		"The meeting ended. 2 people were there to the end. 02:30" {
		t.Errorf("the page says %s", got)
	}
}

// Whoever is mentioned is called by their name as it is now, wherever the transcript is read, and is found by it.
func TestATranscriptCallsWhomItMentionsByTheirName(t *testing.T) {
	t.Parallel()
	d, path := newLecture(t, "hello")
	body := fmt.Sprintf("and @**|%d**, see `@**|%[1]d**`", d.thales.ID)
	d.say(t, d.john, body)
	name := "Thales of Miletus"
	if _, err := d.People.EditOwn(t.Context(), store.By{Person: d.thales}, campus.PersonChange{Name: &name}); err != nil {
		t.Fatal(err)
	}
	d.over(t)
	john := d.signedIn(t, "john")
	wantSays(t, one(t, one(t, john.get(t, path).page(t), "#m-2"), "div[class=words]"),
		"and @ Thales of Miletus , see @**|"+num(d.thales.ID)+"**")
	md := john.get(t, path+".md").body
	if want := "\n> and \\@Thales of Miletus, see \\`\\@\\*\\*\\|" + num(d.thales.ID) + "\\*\\*\\`\n"; !strings.Contains(md, want) {
		t.Errorf("the Markdown is\n%s\nwant in it %s", md, want)
	}
	want := ",\"and @Thales of Miletus, see `@**|" + num(d.thales.ID) + "**`\","
	if table := john.get(t, path+".csv").body; !strings.Contains(table, want) {
		t.Errorf("the table is\n%s\nwant in it %s", table, want)
	}
	page := john.get(t, path+"?q=miletus").page(t)
	if got := texts(all(page, "mark")); strings.Join(got, " ") != "Miletus" {
		t.Errorf("looking for Miletus marks %q", got)
	}
}

// What was cancelled while it was on has left something: its page, its meeting and its attendance lead there.
func TestWhatADateLeftThatWasCancelledWhileItWasOnIsFound(t *testing.T) {
	t.Parallel()
	d, path := newLecture(t, "hello")
	later := d.Plan(t, d.thales, campus.NewMeeting{Title: "Later", Course: d.course.ID,
		Slots: []campus.Slot{{From: d.at.Add(24 * time.Hour), To: d.at.Add(25 * time.Hour), Zone: "UTC"}}})
	d.clock.Set(d.at.Add(150 * time.Minute))
	for _, id := range []int64{d.meeting.ID, later.ID} {
		if err := d.Meetings.CancelInstances(t.Context(), d.thales, id, 1, false, 0, ""); err != nil {
			t.Fatal(err)
		}
	}
	d.Tick(t)
	d.Settle(t)
	date := strings.TrimSuffix(path, "/transcript")
	for _, v := range []*visitor{d.signedIn(t, "john"), d.signedIn(t, "thales")} {
		door := one(t, v.get(t, date).page(t), "#door")
		if says := text(door); !strings.HasPrefix(says, "Cancelled It was cancelled while it was on: today, 01:00 . Transcript") {
			t.Errorf("its page says %q", says)
		}
		one(t, door, "a[href="+date+"/attendance]")
		for _, from := range []string{date, date + "/attendance", fmt.Sprintf("/meetings/%d/dates", d.meeting.ID)} {
			one(t, v.get(t, from).page(t), "a[href="+path+"]")
		}
		dates := v.get(t, fmt.Sprintf("/meetings/%d/dates", d.meeting.ID)).page(t)
		one(t, dates, "a[href="+date+"/attendance]")
		if says := text(one(t, dates, "main ul li")); !strings.Contains(says, "Cancelled while it was on: today, 01:00") {
			t.Errorf("among the dates it says %q", says)
		}
		left := v.get(t, path).page(t)
		wantSays(t, one(t, left, "main p a[href="+date+"]"), "Back to the date")
		if got := texts(all(left, "main header dd"))[2]; got != "Tue 3 Mar 2026, 00:30 to 01:00 (UTC) , when it was cancelled" {
			t.Errorf("it was held %q", got)
		}
		never := one(t, v.get(t, views.InstancePath(later.ID, 1)).page(t), "#door")
		wantSays(t, never, "Cancelled This date does not take place.")
	}
}

func TestASearchInATranscriptMarksWhatItFindsAndSaysHowMuch(t *testing.T) {
	t.Parallel()
	d, path := newLecture(t, "Circles and lines", "nothing", "the CIRCLE")
	d.over(t)
	john := d.signedIn(t, "john")
	for query, want := range map[string]string{"circle": "2 messages for “circle”", "parrot": "Nothing for “parrot”",
		"": "Nothing is looked for yet"} {
		page := john.get(t, path+"?q="+query).page(t)
		wantSays(t, one(t, page, "main h2"), want)
		wantSays(t, one(t, page, "main h2 span[role=status]"), want)
	}
	page := john.get(t, path+"?q=circle").page(t)
	if got := texts(all(page, "mark")); strings.Join(got, " ") != "Circles CIRCLE" {
		t.Errorf("it marks %q", got)
	}
	if links := all(page, "li h3 a"); len(links) != 2 || attr(links[1], "href") != path+"?line=3#m-3" {
		t.Errorf("what is found leads to %d places", len(links))
	}
	if got := value(one(t, page, "#q")); got != "circle" {
		t.Errorf("in the box is %q", got)
	}
}

// What is long is read page by page, and a line stands on the same page for ever.
func TestALongTranscriptHasPagesAndItsFilesAreWhole(t *testing.T) {
	t.Parallel()
	var lines []string
	for n := range store.TranscriptLines + 2 {
		lines = append(lines, fmt.Sprint("line ", n+1))
	}
	d, path := newLecture(t, lines...)
	d.over(t)
	john := d.signedIn(t, "john")
	shows := func(at string) (first, last string, page *html.Node) {
		t.Helper()
		page = john.get(t, at).page(t)
		said := all(page, "main ol li b")
		return attr(said[0].Parent.Parent.Parent, "id"), attr(said[len(said)-1].Parent.Parent.Parent, "id"), page
	}
	first, last, page := shows(path)
	later := attr(one(t, page, "a[href="+path+"?after=500]"), "href")
	if first != "m-1" || last != "m-500" {
		t.Errorf("the first page is %s to %s", first, last)
	}
	for _, at := range []string{later, path + "?line=501", path + "?line=502", path + "?after=501"} {
		first, last, page := shows(at)
		if first != "m-501" || last != "m-502" || len(all(page, "main p a[href="+path+"]")) != 1 {
			t.Errorf("%s is %s to %s", at, first, last)
		}
	}
	if got := strings.Count(john.get(t, path+".md").body, "\n> line "); got != len(lines) {
		t.Errorf("the Markdown has %d lines", got)
	}
	me, seen := d.script(t, "john"), 0
	for cursor := ""; ; {
		var got struct {
			Transcript []struct {
				Kind string
				ID   *int64
			}
			Next *string
		}
		me.call(t, http.MethodGet, path+"?limit=200&cursor="+cursor, nil).read(t, &got)
		for _, e := range got.Transcript {
			if e.Kind == "message" {
				if seen++; *e.ID != int64(seen) {
					t.Fatalf("after %d messages comes %d", seen-1, *e.ID)
				}
			}
		}
		if got.Next == nil {
			break
		}
		cursor = *got.Next
	}
	if seen != len(lines) {
		t.Errorf("the API tells of %d messages", seen)
	}
}

func TestTheTranscriptOfARoomThatWasLetGoIsAsItWas(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	d.clock.Add(91 * 24 * time.Hour)
	john := d.signedIn(t, "john")
	for _, end := range []string{"", "?q=noon", ".md", ".csv"} {
		path := views.TranscriptPath(d.lecture.ID, 2) + end
		was := john.get(t, path)
		if err := d.Records.Release(t.Context(), d.lecture.ID, 2); err != nil {
			t.Fatal(err)
		}
		if got := john.get(t, path); got.status != 200 || got.body != was.body {
			t.Errorf("%s is\n%s\nwas\n%s", path, got, was)
		}
	}
}
