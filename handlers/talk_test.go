package handlers

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// policy says who may write to whom privately.
func policy(dm campus.DM) storetest.Option { return func(o *store.Options) { o.DM = dm } }

// talk says a line in a room that outlives meetings, without a page.
func (t *town) talk(tb testing.TB, who campus.Person, id campus.RoomID, body string) int64 {
	tb.Helper()
	line, err := t.Rooms.Post(tb.Context(), who, store.RoomNamed(id), campus.NewLine{Body: body}, "")
	if err != nil {
		tb.Fatal(err)
	}
	return line
}

// wantHolds wants words among those of an element.
func wantHolds(tb testing.TB, n *html.Node, words string) {
	tb.Helper()
	if got := text(n); !strings.Contains(got, words) {
		tb.Errorf("it says %q, and not %q", got, words)
	}
}

func TestARoomThatIsNotOnesOwnIsNoneAndTheWrongWayRoundLeadsToTheRight(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.john, "1:2", "between us")
	john, admin := town.signedIn(t, "john"), town.signedIn(t, "admin")
	for _, path := range []string{"/rooms/2:3", "/rooms/1:1", "/rooms/1:99", "/rooms/99:1", "/rooms/nowhere", "/rooms/course-x", "/rooms/01:2",
		"/rooms/course-" + campus.NewCourseID(), "/rooms/1:2:3", "/people/1/message", "/people/x/message", "/rooms/general/messages/9"} {
		if got := john.get(t, path); got.status == http.StatusPermanentRedirect {
			wantStatus(t, john.get(t, got.header.Get("Location")), 404)
		} else if path != "/people/99/message" {
			wantStatus(t, got, 404)
		}
	}
	for _, path := range []string{"/rooms/1:2", "/rooms/1:2/messages/1", "/rooms/1:2/messages/1/report", "/rooms/1:2/people/1"} {
		wantStatus(t, admin.get(t, path), 404)
	}
	wantStatus(t, admin.post(t, "/rooms/1:2/messages", url.Values{"body": {"me too"}}), 404)
	if got := john.get(t, "/rooms/2:1?before=9"); got.status != 308 || got.header.Get("Location") != "/rooms/1:2?before=9" {
		t.Errorf("the wrong way round answers %s, to %s", got, got.header.Get("Location"))
	}
	if got := town.script(t, "john").call(t, "GET", "/rooms/2:1/messages", nil); got.header.Get("Location") != "/api/v1/rooms/1:2/messages" {
		t.Errorf("a call the wrong way round answers %s", got)
	}
	john.get(t, "/people/2/message").wantSeeOther(t, "/rooms/1:2")
}

func TestTheIDOfARoomIsReadEscapedToo(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.john, "1:2", "between us")
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	says(t, john.get(t, "/rooms/1%3A2"), "between us")
	john.post(t, "/rooms/1%3a2/messages", url.Values{"body": {"and more"}}).wantSeeOther(t, "/rooms/1:2#composer")
	wantStatus(t, script.call(t, "GET", "/rooms/1%3A2/messages", nil), 200)
	led := john.get(t, "/rooms/2%3A1/messages/1?x=%3A")
	if to := led.header.Get("Location"); led.status != 308 || to != "/rooms/1:2/messages/1?x=%3A" {
		t.Errorf("the wrong way round answers %s, to %s", led, to)
	}
	got := script.call(t, "GET", "/rooms/2%3A1/messages", nil)
	if got.status != 308 || got.header.Get("Location") != "/api/v1/rooms/1:2/messages" {
		t.Errorf("a call the wrong way round answers %s", got)
	}
	for _, path := range []string{"/rooms/1%253A2", "/rooms/1%2F2", "/rooms/%00", "/rooms/1%3A%FF"} {
		wantStatus(t, john.get(t, path), 404)
	}
}

func TestWhatIsSaidInARoomIsSeenThereAndNewUntilItIsRead(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	john.post(t, "/rooms/1:2/messages", url.Values{"body": {"Good morning"}}).wantSeeOther(t, "/rooms/1:2#composer")
	town.talk(t, town.thales, "1:2", "To you too")
	town.talk(t, town.thales, "1:2", "What is it?")
	john.get(t, "/rooms/1:2") // with script it is read by what comes into sight
	page := john.reads(t, "/rooms/1:2")
	wantSays(t, one(t, page, "h1"), town.thales.Name)
	if got := texts(all(page, "#lines li")); len(got) != 4 || got[1] != "New since you were last here" {
		t.Errorf("john's page has %q", got)
	}
	for _, words := range []string{"Only the two of you can read this", "no admin"} {
		wantHolds(t, one(t, page, "main header"), words)
	}
	if again := all(john.get(t, "/rooms/1:2").page(t), "#first-unread"); len(again) != 0 {
		t.Error("what was read is new still")
	}
	wantStatus(t, john.post(t, "/rooms/1:2/messages", url.Values{"body": {"About circles"}}), 303)
	if marked := all(thales.get(t, "/rooms/1:2").page(t), "#first-unread"); len(marked) != 1 {
		t.Errorf("the page of thales has %d marks", len(marked))
	}
	john.post(t, "/rooms/1:2/messages/2/unread", url.Values{}).wantSeeOther(t, "/rooms")
	if got := texts(all(john.get(t, "/rooms/1:2").page(t), "#lines li")); len(got) != 5 || got[1] != "New since you were last here" {
		t.Errorf("unread from the second line on, the page has %q", got)
	}
}

func TestHowFarOneHasReadIsToldByThePageAndNothingElse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.thales, campus.GeneralID, "one")
	town.talk(t, town.thales, campus.GeneralID, "two")
	john := town.signedIn(t, "john")
	read := func(line, marked string) int {
		return john.post(t, "/rooms/general/read", url.Values{"line": {line}, "marked": {marked}}, "HX-Request", "true").status
	}
	for _, c := range []struct {
		line, marked string
		status       int
	}{{"1", "0", 204}, {"3", "0", 422}, {"0", "0", 422}, {"-1", "0", 422}, {"x", "0", 422}, {"2", "", 422}, {"2", "-1", 422}} {
		if got := read(c.line, c.marked); got != c.status {
			t.Errorf("up to line %q by a page of %q answers %d, want %d", c.line, c.marked, got, c.status)
		}
	}
	wantStatus(t, john.post(t, "/rooms/2:3/read", url.Values{"line": {"1"}, "marked": {"0"}}), 404)
	for _, got := range []answer{john.post(t, "/rooms/general/messages/9/unread", nil), john.get(t, "/rooms/general/messages/9/unread")} {
		wantStatus(t, got, 404)
	}
	page := john.get(t, "/rooms/general").page(t)
	if next := texts(all(page, "#lines li")); len(next) != 3 || next[1] != "New since you were last here" {
		t.Errorf("the page has %q", next)
	}
	if list := one(t, page, "#lines"); attr(list, "data-read") != "1" || attr(list, "data-marked") != "0" {
		t.Errorf("the page knows that %s is read, by %s", attr(list, "data-read"), attr(list, "data-marked"))
	}
}

func TestManyUnreadLinesAreLedTo(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	var lines []int64
	for i := range talkLines + 20 {
		lines = append(lines, town.talk(t, town.thales, campus.GeneralID, fmt.Sprint("line ", i+1)))
	}
	john := town.signedIn(t, "john")
	page := john.get(t, "/rooms/general").page(t)
	if n := len(all(page, "#lines li")); n != talkLines {
		t.Errorf("the page has %d lines", n)
	}
	way := one(t, page, `a[href=/rooms/general?line=1#m-1]`)
	wantSays(t, way, "20 earlier unread messages")
	if attr(one(t, page, "#lines"), "data-read-to") != "" {
		t.Error("a page that begins after the first unread line says that it was read")
	}
	earlier := john.reads(t, "/rooms/general?line=1")
	if len(all(earlier, "#m-1")) != 1 || len(all(earlier, "#composer")) != 0 {
		t.Error("the way to the first unread line does not lead there")
	}
	rest := john.get(t, "/rooms/general").page(t)
	if one(t, rest, "#first-unread"); attr(one(t, rest, "#lines"), "data-read-to") == "" {
		t.Error("after the piece before it was read, a page says not that it is read itself")
	}
	john.post(t, "/rooms/general/messages/2/unread", nil).wantSeeOther(t, "/rooms")
	whole := one(t, john.get(t, "/rooms/general").page(t), "form[action=/rooms/general/read]")
	john.submit(t, whole, nil).wantSeeOther(t, "/rooms/general")
	if left := all(john.get(t, "/rooms/general").page(t), "#first-unread, form[action=/rooms/general/read]"); len(left) != 0 {
		t.Error("all was marked as read, and something is unread")
	}
	// What is deleted nobody has missed.
	if err := town.Rooms.Delete(t.Context(), town.thales, store.GeneralRoom(), lines[2], false, ""); err != nil {
		t.Fatal(err)
	}
	john.post(t, "/rooms/general/messages/1/unread", nil).wantSeeOther(t, "/rooms")
	wantSays(t, one(t, john.get(t, "/rooms/general").page(t), `a[href=/rooms/general?line=1#m-1]`), "19 earlier unread messages")
	for _, line := range slices.Concat(lines[:2], lines[3:20]) {
		if err := town.Rooms.Delete(t.Context(), town.thales, store.GeneralRoom(), line, false, ""); err != nil {
			t.Fatal(err)
		}
	}
	rest = john.get(t, "/rooms/general").page(t)
	one(t, rest, "#first-unread")
	if seen := attr(one(t, rest, "#composer [name=seen]"), "value"); seen != "70" || attr(one(t, rest, "#lines"), "data-read-to") == "" {
		t.Error("all that is before it was deleted, and a page says not that it is read itself")
	}
}

var wholeRead = regexp.MustCompile(`<noscript><img src="([^"]+)"`)

// reads opens a page of a room in a browser without script, which asks for what is on it instead.
func (v *visitor) reads(t *testing.T, path string, more ...string) *html.Node {
	t.Helper()
	got := v.get(t, path)
	image := wholeRead.FindStringSubmatch(got.body)
	if image == nil {
		t.Fatalf("%s says not that it was read: %s", path, got)
	}
	wantStatus(t, v.get(t, html.UnescapeString(image[1]), more...), 200)
	return got.page(t)
}

func TestAPageWithoutScriptIsReadByWhoIsShownItAlone(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.thales, campus.GeneralID, "one")
	john := town.signedIn(t, "john")
	const path = "/rooms/general/read?line=1&marked=0"
	wantRead := func(what, want string) {
		t.Helper()
		if got := attr(one(t, john.get(t, "/rooms/general").page(t), "#lines"), "data-read"); got != want {
			t.Errorf("%s: read is %s, want %s", what, got, want)
		}
	}
	wantStatus(t, john.do(t, http.MethodHead, path, nil), 200)
	for _, header := range [][]string{{"Sec-Purpose", "prefetch"}, {"Purpose", "prefetch"}, {"Sec-Fetch-Site", "cross-site"}} {
		wantStatus(t, john.get(t, path, header...), 200)
	}
	wantRead("asked in case somebody will look, or from elsewhere", "0")
	for _, wrong := range []string{"", "?line=0&marked=0", "?line=x&marked=0", "?line=2&marked=0", "?line=1&marked=-1"} {
		wantStatus(t, john.get(t, "/rooms/general/read"+wrong), 422)
	}
	got := john.get(t, path)
	if got.header.Get("Content-Type") != "image/svg+xml" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the image is %v", got.header)
	}
	wantRead("shown", "1")
	john.post(t, "/rooms/general/messages/1/unread", nil).wantSeeOther(t, "/rooms")
	wantStatus(t, john.get(t, path), 200)
	wantRead("by a page from before it was set back", "0")
	john.reads(t, "/rooms/general", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image")
	wantRead("shown again", "1")
}

func TestAMentionInAMeetingIsReadOnceItsPageWasShown(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.enter(t, town.john, town.thales)
	line := town.say(t, town.thales, fmt.Sprintf("@**%s|%d**", town.john.Name, town.john.ID))
	town.Settle(t)
	john := town.signedIn(t, "john")
	unread := func() int { return len(toldOn(john.get(t, "/inbox").page(t), true)) }
	before := unread()
	list := one(t, john.get(t, "/meetings/1/1").page(t), "#lines")
	if attr(list, "data-read-to") != "/meetings/1/1/read" || attr(list, "data-room") != "" {
		t.Errorf("where it was seen is told to %q, as of %q", attr(list, "data-read-to"), attr(list, "data-room"))
	}
	if got := unread(); got != before {
		t.Errorf("asked for alone %d are unread, want %d", got, before)
	}
	john.reads(t, "/meetings/1/1")
	if got := unread(); got != before-1 {
		t.Errorf("shown, %d are unread, want %d", got, before-1)
	}
	town.say(t, town.thales, fmt.Sprintf("@**%s|%d**", town.john.Name, town.john.ID))
	town.Settle(t)
	for _, test := range []struct {
		line int64
		left int
	}{{line, before}, {line + 1, before - 1}} {
		john.post(t, "/meetings/1/1/read", url.Values{"line": {num(test.line)}, "marked": {"0"}}).wantSeeOther(t, "/meetings/1/1")
		if got := unread(); got != test.left {
			t.Errorf("seen to %d, %d are unread, want %d", test.line, got, test.left)
		}
	}
}

func TestWhoIsLedBeyondAConversationIsToldSoAndFindsBack(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for i := range 3 {
		town.talk(t, town.thales, campus.GeneralID, fmt.Sprint("line ", i+1))
	}
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	for query, says := range map[string]string{"after=999999": "Nothing has been said after that yet", "after=3": "Nothing has been said after that yet",
		"before=1": "Nothing was said before that"} {
		page := john.get(t, "/rooms/general?"+query).page(t)
		wantHolds(t, one(t, page, "#scroll"), says)
		wantHolds(t, one(t, page, "main a[href=/rooms/general]"), "Back to now")
		if strings.Contains(text(page), "Nobody has said anything yet") || len(all(page, "#composer")) != 0 {
			t.Errorf("%s: the page says %q", query, text(one(t, page, "main")))
		}
	}
	if got := texts(all(john.get(t, "/rooms/general?after=0").page(t), "#lines li")); len(got) != 4 || !strings.HasSuffix(got[1], "line 1") {
		t.Errorf("from the beginning on there is %q", got)
	}
	beyond := john.get(t, "/rooms/general?before=9").page(t)
	if got := texts(all(beyond, "#lines li")); len(got) != 4 || strings.Contains(text(one(t, beyond, "main")), "Later lines") {
		t.Errorf("before a line that is not there yet stands %q, or it leads on", got)
	}
	for _, query := range []string{"before=0", "before=-1", "before=x", "before=1.5", "after=-1", "after=x", "line=0", "line=-1", "line=x", "before=01",
		"before=2&after=1", "after=0&line=1", "line=1&before=2", "after=99999999999999999999"} {
		wantStatus(t, john.get(t, "/rooms/general?"+query), 422)
		if !strings.Contains(query, "line") {
			wantStatus(t, script.call(t, "GET", "/rooms/general/messages?"+query, nil), 422)
		}
	}
}

func TestAPrivateRoomThatIsClosedIsReadAndSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dm     campus.DM
		change func(t *testing.T, town *town) error
		why    error
	}{
		"switched off": {campus.DMOff, nil, campus.ErrDMOff},
		"disabled": {campus.DMAll, func(t *testing.T, town *town) error {
			return town.People.SetStatus(t.Context(), store.Itself(""), town.thales.ID, campus.StatusDisabled)
		}, campus.ErrAway},
		"erased": {campus.DMAll, func(t *testing.T, town *town) error {
			return town.People.Erase(t.Context(), store.By{Person: town.admin}, town.thales.ID)
		}, campus.ErrErased},
		"blocked": {campus.DMAll, func(t *testing.T, town *town) error {
			return town.People.Block(t.Context(), town.thales, town.john.ID, "")
		}, campus.ErrBlocked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{store: policy(c.dm)})
			if c.change != nil {
				town.talk(t, town.john, "1:2", "before that")
				if err := c.change(t, town); err != nil {
					t.Fatal(err)
				}
				town.Settle(t)
			}
			john := town.signedIn(t, "john")
			page := john.get(t, "/rooms/1:2").page(t)
			if c.change != nil && !strings.Contains(text(one(t, page, "#lines")), "before that") || len(all(page, "#composer")) != 0 {
				t.Errorf("the page says %q", text(one(t, page, "main")))
			}
			wantHolds(t, one(t, page, "main"), c.why.Error())
			refused := john.post(t, "/rooms/1:2/messages", url.Values{"body": {"after it"}})
			wantStatus(t, refused, 403)
			wantHolds(t, one(t, refused.page(t), "main"), c.why.Error())
			wantSays(t, one(t, refused.page(t), "textarea"), "after it")
			town.script(t, "john").call(t, "POST", "/rooms/1:2/messages", `{"body":"x"}`).wantProblem(t, 403, c.why.Error())
		})
	}
}

func TestACoursesRoomIsOfWhoIsInItAndStaffKeepOrder(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	room := "/rooms/course-" + town.course.ID
	outside := town.signedIn(t, "john").post(t, room+"/messages", url.Values{"body": {"let me in"}})
	wantStatus(t, outside, 403)
	one(t, outside.page(t), "main a[href=/courses/"+town.course.ID+"]")
	wantSays(t, one(t, outside.page(t), "textarea"), "let me in")
	town.enrol(t, town.john)
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	page := john.get(t, room).page(t)
	wantSays(t, one(t, page, "h1"), town.course.Title)
	one(t, page, "a[href=/courses/"+town.course.ID+"]")
	if len(all(page, "#manage")) != 0 || len(all(thales.get(t, room).page(t), "#manage")) != 1 {
		t.Error("who keeps order there is wrong")
	}
	thales.post(t, room+"/chat", url.Values{"chat": {"staff"}}).wantSeeOther(t, room)
	refused := john.post(t, room+"/messages", url.Values{"body": {"may I?"}})
	wantStatus(t, refused, 403)
	wantSays(t, one(t, refused.page(t), "#composer-error"), campus.ErrStaffOnly.Error())
	thales.post(t, room+"/people/1/ban", url.Values{}).wantSeeOther(t, room)
	wantStatus(t, john.get(t, room), 403)
	wantStatus(t, john.post(t, room+"/people/2/ban", url.Values{}), 403)
}

func TestARoomIsALogThatOnlyItsReadersWatch(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	feed := town.script(t, "john").watch(t, eventsPath, []string{"room:1:2"})
	page := town.signedIn(t, "thales").watch(t, livePath, []string{"room:1:2"})
	for _, topics := range []string{"topic=room:1:2", "topic=room:1:2&topic=me", "topic=room:2:1", "topic=room:nowhere"} {
		wantStatus(t, town.script(t, "admin").call(t, "GET", "/events?"+topics, nil), 403)
		wantStatus(t, town.signedIn(t, "admin").get(t, livePath+"?"+topics), 403)
	}
	town.talk(t, town.john, "1:2", "Good morning")
	if got := feed.want(t); !strings.Contains(got.data, `"body":"Good morning"`) || !strings.Contains(got.data, `"topic":"room:1:2"`) {
		t.Errorf("the event is %+v", got)
	}
	page.until(t, "/rooms/1:2/messages/1")
}

func TestWhoLosesACoursesRoomLosesItsStreamAtOnce(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(t *testing.T, town *town, room store.Room) error{
		"dropped": func(t *testing.T, town *town, _ store.Room) error {
			_, err := town.Courses.Drop(t.Context(), town.john, town.course.ID, "")
			return err
		},
		"banned": func(t *testing.T, town *town, room store.Room) error {
			return town.Rooms.Sanction(t.Context(), town.thales, room, town.john.ID, campus.KindBanned, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{busy: true})
			town.enrol(t, town.john)
			town.Settle(t)
			town.takeEarlyBeats(t)
			room := store.RoomNamed(campus.CourseRoomID(town.course.ID))
			page := town.signedIn(t, "john").watch(t, livePath, []string{room.Topic})
			script := town.script(t, "john").watch(t, eventsPath, []string{room.Topic})
			began := time.Now()
			if err := lose(t, town, room); err != nil {
				t.Fatal(err)
			}
			for _, feed := range []*feed{page, script} {
				for {
					if _, err := feed.next(); err == io.EOF {
						break
					} else if err != nil {
						t.Fatal(err)
					}
				}
			}
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("the streams ended after %v, want within 2 s", took)
			}
			wantStatus(t, town.signedIn(t, "john").get(t, "/rooms/course-"+town.course.ID), 403)
		})
	}
}

func TestWhatWasSaidOnAnotherDaySaysWhen(t *testing.T) {
	t.Parallel()
	hands := storetest.At(time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: hands})
	town.talk(t, town.thales, campus.GeneralID, "then")
	hands.Add(26 * time.Hour)
	town.talk(t, town.thales, campus.GeneralID, "now")
	john := town.signedIn(t, "john")
	for path, want := range map[string]string{"/rooms/general": "Yesterday|11:00|Today|13:00", "/rooms/general?after=1": "13:00",
		"/rooms/general?before=2": "Yesterday|11:00"} {
		if got := strings.Join(texts(all(john.get(t, path).page(t), "#lines time")), "|"); got != want {
			t.Errorf("the lines of %s are of %q, want %q", path, got, want)
		}
	}
}
