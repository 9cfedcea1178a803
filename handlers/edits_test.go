package handlers

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store/campus"
)

// replaced is the first line of the room as a fragment of the pages' stream shows it anew.
func replaced(t *testing.T, got sent) *html.Node {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(got.data))
	if err != nil {
		t.Fatal(err)
	}
	const id = "m-1"
	swap := one(t, tree, "template[data-target="+id+"]")
	if attr(swap, "data-swap") != "replace" {
		t.Errorf("the frame is %+v, want it to replace the line", got)
	}
	return one(t, swap, "#"+id)
}

func TestAnEditedLineSaysSoAndADeletedOneLeavesATrace(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john)
	p.say(t, p.john, "a hasty word")
	browser := p.signedIn(t, "john")
	page, feed := browser.watch(t, livePath, []string{p.topic()}), p.host.watch(t, eventsPath, []string{p.topic()})
	const said = `{"id":1,"userID":1,"body":"a kinder word","timestamp":"2026-03-01T09:00:00.000Z","client_id":null,"edited":true,"deleted":false,"reply_to":null}`
	p.pupil.want(t, "PATCH", p.room+"/messages/1", `{"body":"a kinder word"}`, 200, said)
	wantEvent(t, feed.want(t), `{"topic":"meeting:1:1","kind":"edited","id":"`+p.last(t, 1, 1)+`","time":"2026-03-01T09:00:00.000Z","message":`+said+`}`)
	if got := text(replaced(t, page.want(t))); !strings.Contains(got, "a kinder word") || !strings.Contains(got, "edited 09:00") {
		t.Errorf("the line is %q", got)
	}
	if got := text(one(t, browser.get(t, p.room).page(t), "#m-1")); !strings.Contains(got, "a kinder word edited 09:00") {
		t.Errorf("the line is %q", got)
	}
	p.wantNowhere(t, browser, "hasty")

	if got := p.host.call(t, "DELETE", p.room+"/messages/1", nil); got.status != 204 {
		t.Errorf("%s", got)
	}
	wantEvent(t, feed.want(t), `{"topic":"meeting:1:1","kind":"deleted","id":"`+p.last(t, 1, 1)+`","time":"2026-03-01T09:00:00.000Z","message":{"id":1,"userID":1,
		"body":"","timestamp":"2026-03-01T09:00:00.000Z","client_id":null,"edited":true,"deleted":true,"reply_to":null}}`)
	if got := text(replaced(t, page.want(t))); !strings.Contains(got, "This message was deleted by the staff.") {
		t.Errorf("the line is %q", got)
	}
	if got := text(one(t, browser.get(t, p.room).page(t), "#m-1")); !strings.Contains(got, "This message was deleted by the staff.") {
		t.Errorf("the line is %q", got)
	}
	p.wantNowhere(t, browser, "kinder")
}

// wantNowhere checks that a text is in no replay, no page, no answer and nothing that Redis holds.
func (p *plans) wantNowhere(t *testing.T, browser *visitor, old string) {
	t.Helper()
	places := map[string]string{"the page": browser.get(t, p.room).body, "the API": p.host.call(t, "GET", p.room+"/messages", nil).body,
		"what one said": p.host.call(t, "GET", p.room+"/users/1/messages", nil).body}
	for name, feed := range map[string]*feed{"the script's replay": p.host.events(t, p.topic(), "0-0"), "the page's replay": browser.watch(t, livePath, []string{p.topic()}, "Last-Event-ID", "0-0")} {
		for last := p.last(t, 1, 1); ; {
			got := feed.want(t)
			places[name] += got.data
			if got.id == last {
				break
			}
		}
	}
	for key, value := range p.Contents(t) {
		places[key] = value
	}
	for where, says := range places {
		if strings.Contains(says, old) {
			t.Errorf("%q is still in %s: %s", old, where, says)
		}
	}
}

func TestOnlyItsAuthorEditsALineAndStaffMayTakeItAway(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.Person(t, "other", campus.Student)
	p.enter(t, p.john)
	for range 3 {
		p.say(t, p.john, "hello")
	}
	messages, other := p.room+"/messages/", p.script(t, "other")
	for _, method := range []string{"PATCH", "DELETE"} {
		other.refused(t, method, messages+"1", `{"body":"x"}`, 403, saidNotAllowed)
		p.stranger.refused(t, method, messages+"1", `{"body":"x"}`, 403, saidNotAllowed)
		for _, id := range []string{"9", "0", "x", "01"} {
			p.pupil.refused(t, method, messages+id, `{"body":"x"}`, 404, noMessage)
		}
		p.pupil.refused(t, method, "/meetings/2/1/messages/1", `{"body":"x"}`, 400, saidNotActive)
		p.pupil.refused(t, method, "/meetings/9/1/messages/1", `{"body":"x"}`, 400, saidNotActive)
	}
	for _, staff := range []*visitor{p.host, p.director} {
		staff.refused(t, "PATCH", messages+"1", `{"body":"x"}`, 403, notYours)
	}
	for _, body := range []string{`{}`, `{"body":" "}`, `{"body":7}`, `{"body":"` + strings.Repeat("ω", 4001) + `"}`} {
		p.pupil.call(t, "PATCH", messages+"1", body).wantWrong(t, "body")
	}
	for i, who := range []*visitor{p.pupil, p.host} {
		if got := who.call(t, "DELETE", messages+num(int64(i)+1), nil, "Idempotency-Key", "gone"); got.status != 204 {
			t.Errorf("%s", got)
		}
	}
	p.pupil.refused(t, "PATCH", messages+"1", `{"body":"again"}`, 404, noMessage)
	p.pupil.refused(t, "DELETE", messages+"2", nil, 404, noMessage)
	// After the end nothing is said otherwise, but what was said can be taken away.
	p.clock.Add(time.Hour)
	p.pupil.refused(t, "PATCH", messages+"3", `{"body":"too late"}`, 400, saidNotActive)
	if got := p.pupil.call(t, "DELETE", messages+"3", nil); got.status != 204 {
		t.Errorf("%s", got)
	}
}
