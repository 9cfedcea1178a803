package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
)

// answerTo posts a line that answers another one.
func answerTo(body, line string) url.Values { return url.Values{"body": {body}, "reply_to": {line}} }

func TestALineThatAnswersAnotherShowsIt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	town.say(t, town.thales, "Is **anybody** there?")
	john := town.signedIn(t, "john")
	if head := one(t, john.get(t, town.room+"?reply=1").page(t), "#replying"); !strings.Contains(text(head), "Answering The thales Is anybody there?") ||
		attr(one(t, head, "input[name=reply_to]"), "value") != "1" {
		t.Errorf("the composer says %q", text(head))
	}
	john.post(t, town.room+"/messages", answerTo("I am", "1")).wantSeeOther(t, town.room+"#composer")
	quote := func() string { return text(one(t, john.get(t, town.room).page(t), "#m-2 p[class=quote]")) }
	if got := quote(); !strings.Contains(got, "The thales Is anybody there?") {
		t.Errorf("the quote is %q", got)
	}
	thales := town.signedIn(t, "thales")
	thales.post(t, town.room+"/messages/1/edit", url.Values{"body": {"Who is?"}, "edits": {"0"}}).wantSeeOther(t, town.room+"?line=1#m-1")
	if got := quote(); !strings.Contains(got, "Who is?") || strings.Contains(got, "anybody") {
		t.Errorf("after an edit the quote is %q", got)
	}
	thales.post(t, town.room+"/messages/1/delete", nil).wantSeeOther(t, town.room+"?line=1#m-1")
	if got := quote(); !strings.Contains(got, "This message was deleted.") || strings.Contains(got, "Who is") {
		t.Errorf("after it was deleted the quote is %q", got)
	}
}

func TestTheComposerShowsWhatItAnswersThoughThePageDoesNot(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	town.say(t, town.thales, "The **first** of all")
	for range roomLines + 5 {
		town.say(t, town.john, "on")
	}
	john := town.signedIn(t, "john")
	counted := &trips{}
	town.Redis.AddHook(counted)
	page := john.get(t, town.room+"?reply=1").page(t)
	if all := counted.take(); len(all) > maxTrips {
		t.Errorf("it takes %d round trips", len(all))
	}
	if len(all(page, "#m-1")) > 0 || !strings.Contains(text(one(t, page, "#replying")), "Answering The thales The first of all") {
		t.Errorf("the composer says %q", text(one(t, page, "#replying")))
	}
	refused := john.post(t, town.room+"/messages", answerTo(strings.Repeat("x", campus.MaxBody+1), "1"))
	if refused.status != 422 || !strings.Contains(text(one(t, refused.page(t), "#replying")), "The first of all") {
		t.Errorf("refused, it forgets what it answers: %s", refused)
	}
	none := one(t, john.get(t, town.room+"?reply=9999").page(t), "#replying")
	if _, hidden := attribute(none, "hidden"); !hidden || attr(one(t, none, "input[name=reply_to]"), "value") != "" {
		t.Errorf("it answers a line that there is not: %q", text(none))
	}
}

func TestALinkToALineLeadsThereThroughTheDoor(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.thales)
	town.say(t, town.thales, "here")
	john := town.signedIn(t, "john")
	form := fieldsOf(john.get(t, town.room+"?line=1").page(t))
	john.post(t, town.room+"/join", form).wantSeeOther(t, town.room+"?line=1#m-1")
	john.post(t, town.room+"/leave", nil)
	if form := fieldsOf(john.get(t, town.room).page(t)); form.Has("line") {
		t.Errorf("from nowhere it goes on to %v", form)
	}
	john.post(t, town.room+"/join", url.Values{"line": {"x"}}).wantSeeOther(t, town.room)
}

func TestWhatCannotBeDoneWithALineIsSaidAndNothingIsLost(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	town.say(t, town.john, "mine")
	town.say(t, town.thales, "of thales")
	town.say(t, town.thales, "gone")
	if err := town.Rooms.Delete(t.Context(), town.thales, store.MeetingRoom(town.meeting.ID, 1), 3, true, ""); err != nil {
		t.Fatal(err)
	}
	john := town.signedIn(t, "john")
	edit := func(line, body, edits string) answer {
		return john.post(t, town.room+"/messages/"+line+"/edit", url.Values{"body": {body}, "edits": {edits}})
	}
	say := func(line string) answer { return john.post(t, town.room+"/messages", answerTo("kept <text>", line)) }
	marks := "e" + strings.Repeat("\u0301", campus.MaxBody)
	for _, test := range []struct {
		what   string
		got    answer
		status int
		says   string
		kept   string
	}{
		{"an answer to a deleted line", say("3"), 409, "was deleted", "kept &lt;text&gt;"},
		{"an answer to a line that is not there", say("99"), 422, "does not exist", "kept &lt;text&gt;"},
		{"an answer to no number", say("x"), 422, "does not exist", "kept &lt;text&gt;"},
		{"a line of 4,001 characters", edit("1", strings.Repeat("a", 4001), "0"), 422, "at most 4,000", strings.Repeat("a", 4001)},
		{"a line of combining marks", edit("1", marks, "0"), 422, "at most 4,000", marks},
		{"nothing", edit("1", " \n ", "0"), 422, "Write something first.", ""},
		{"another's line", edit("2", "theirs", "0"), 403, "not yours", ""},
		{"a deleted line", edit("3", "back", "0"), 404, "does not exist", ""},
		{"a line that is not there", edit("99", "x", "0"), 404, "does not exist", ""},
		{"edits that are no number", edit("1", "x", "many"), 422, "", ""},
		{"deleting another's", john.post(t, town.room+"/messages/2/delete", nil), 403, "not yours", ""},
		{"asking to delete another's", john.get(t, town.room+"/messages/2/delete"), 403, "not yours", ""},
	} {
		if test.got.status != test.status || !strings.Contains(test.got.body, test.says) || !strings.Contains(test.got.body, test.kept) {
			t.Errorf("%s: %d %.3000s", test.what, test.got.status, test.got)
		}
	}
	if got := say("3"); attr(one(t, got.page(t), "#replying input"), "value") != "" {
		t.Error("the next try answers what is gone again")
	}
	op := url.Values{"op": {campus.NewOp()}}
	for range 2 { // sent twice it is done once
		john.post(t, town.room+"/messages/1/delete", op).wantSeeOther(t, town.room+"?line=1#m-1")
	}
	if got := john.post(t, town.room+"/messages/1/delete", nil); got.status != 404 {
		t.Errorf("deleted again: %s", got)
	}
}

func TestWhoIsMutedOrTooLateWhenTheyChangeALineKeepsWhatTheyTyped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	town.say(t, town.john, "mine")
	john := town.signedIn(t, "john")
	form := fields(one(t, john.get(t, town.room+"/messages/1/edit").page(t), "main form"))
	form.Set("body", "much better")
	if err := town.Meetings.Mute(t.Context(), town.thales, 1, 1, town.john.ID, ""); err != nil {
		t.Fatal(err)
	}
	want := func(status int, sentence string) {
		t.Helper()
		for _, htmx := range []string{"", "true"} {
			got := john.post(t, town.room+"/messages/1/edit", form, "HX-Request", htmx)
			if got.status != status || !strings.Contains(got.body, sentence) {
				t.Fatalf("%s", got)
			}
			if typed := value(one(t, got.page(t), "textarea")); typed != "much better" {
				t.Errorf("the form has %q", typed)
			}
		}
	}
	want(http.StatusForbidden, campus.ErrMuted.Sentence)
	if _, err := town.Meetings.Turn(t.Context(), town.thales, 1, 1, campus.TurnEnd, ""); err != nil {
		t.Fatal(err)
	}
	want(http.StatusBadRequest, campus.ErrNotActive.Sentence)
}

func TestThePageOfALineShowsWhichOfThoseAroundItIsMeant(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	for _, body := range []string{"one", "two", "three"} {
		town.say(t, town.john, body)
	}
	page := town.signedIn(t, "john").get(t, town.room+"/messages/2").page(t)
	for id, want := range map[string]string{"#m-1": "", "#m-2": "true", "#m-3": ""} {
		if is := attr(one(t, page, id), "aria-current"); is != want {
			t.Errorf("%s is marked %q, want %q", id, is, want)
		}
	}
}

func TestALineThatWasChangedInAnotherWindowIsNotReplacedUnseen(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	town.say(t, town.john, "first")
	john := town.signedIn(t, "john")
	path := town.room + "/messages/1/edit"
	john.post(t, path, url.Values{"body": {"here"}, "edits": {"0"}}).wantSeeOther(t, town.room+"?line=1#m-1")
	got := john.post(t, path, url.Values{"body": {"there"}, "edits": {"0"}})
	page := got.page(t)
	if form := one(t, page, "form[class=edit-line]"); got.status != http.StatusConflict || !strings.Contains(text(form), "It says now: here") ||
		!strings.Contains(text(one(t, form, "textarea")), "there") || attr(one(t, form, "input[name=edits]"), "value") != "1" {
		t.Errorf("the form is %s", got)
	}
	john.post(t, path, url.Values{"body": {"there"}, "edits": {"1"}}).wantSeeOther(t, town.room+"?line=1#m-1")
	fragment := john.post(t, path, url.Values{"body": {"`live`"}, "edits": {"2"}}, "HX-Request", "true")
	if fragment.status != 200 || !strings.Contains(fragment.body, `data-target="m-1"`) ||
		!strings.Contains(fragment.body, "<code>live</code>") {
		t.Errorf("the page's script gets %s", fragment)
	}
}

func TestALinkToALineShowsItAmongItsOwn(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	for range 2*roomLines + 20 {
		town.say(t, town.john, "line")
	}
	john := town.signedIn(t, "john")
	page := john.get(t, town.room+"?line=60").page(t)
	if got := attr(one(t, page, "#lines [aria-current=true]"), "id"); got != "m-60" {
		t.Errorf("marked is %q", got)
	}
	if len(all(page, "#lines li")) != roomLines || len(all(page, "#composer")) != 0 || len(all(page, "a[href="+town.room+"?before=10]")) != 1 ||
		len(all(page, "a[href="+town.room+"?after=109]")) != 1 || len(all(page, "a[href="+town.room+"]")) == 0 {
		t.Errorf("the ways from there are missing: %s", text(one(t, page, "main")))
	}
	if later := john.get(t, town.room+"?after=109").page(t); len(all(later, "#m-110")) != 1 || len(all(later, "#m-109")) != 0 {
		t.Error("what comes later is something else")
	}
	if newest := john.get(t, town.room+"?line=215").page(t); len(all(newest, "#composer")) != 1 {
		t.Error("who is led to a new line cannot write")
	}
	if err := town.Rooms.Delete(t.Context(), town.john, store.MeetingRoom(town.meeting.ID, 1), 60, false, ""); err != nil {
		t.Fatal(err)
	}
	if got := text(one(t, john.get(t, town.room+"?line=60").page(t), "#m-60")); !strings.Contains(got, "This message was deleted.") {
		t.Errorf("a deleted line is %q", got)
	}
	got := john.get(t, town.room+"?line=9999")
	got.wantSeeOther(t, town.room)
	if got := john.get(t, town.room); !strings.Contains(got.body, "That message is not here.") {
		t.Error("a number that is nobody's is not answered")
	}
}

// The old text of a line is in no page, no answer of the API, no stream and no byte of Redis.
func TestWhatWasEditedOrDeletedIsNowhere(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	town.say(t, town.john, "vestige-first")
	town.say(t, town.thales, "vestige-second")
	john, thales, script := town.signedIn(t, "john"), town.signedIn(t, "thales"), town.script(t, "john")
	john.post(t, town.room+"/messages", answerTo("an answer", "2")).wantSeeOther(t, town.room+"#composer")
	john.post(t, town.room+"/messages/1/edit", url.Values{"body": {"new"}, "edits": {"0"}}).wantSeeOther(t, town.room+"?line=1#m-1")
	thales.post(t, town.room+"/messages/2/delete", nil).wantSeeOther(t, town.room+"?line=2#m-2")
	town.Settle(t)
	said := script.call(t, "GET", town.room+"/messages", nil).body +
		script.call(t, "GET", town.room+"/users/"+num(town.john.ID)+"/messages", nil).body
	for _, path := range []string{"", "?line=1", "?line=2", "?reply=2", "/messages/1", "/messages/2", "/messages/3", "/messages/1/edit"} {
		said += john.get(t, town.room+path).body
	}
	if strings.Contains(said, "vestige") || !strings.Contains(said, "an answer") {
		t.Error("what was said before is told still")
	}
	for key, value := range dump(t, town) {
		if strings.Contains(key+value, "vestige") {
			t.Errorf("%s has it still: %q", key, value)
		}
	}
}

// dump returns every key of Redis and what it serialises to.
func dump(t *testing.T, town *town) map[string]string {
	t.Helper()
	found := map[string]string{}
	keys := town.Redis.Scan(t.Context(), 0, "*", 1000).Iterator()
	for keys.Next(t.Context()) {
		value, err := town.Redis.Dump(t.Context(), keys.Val()).Result()
		if err != nil {
			continue // it has just gone
		}
		found[keys.Val()] = value
	}
	if keys.Err() != nil || len(found) < 10 {
		t.Fatalf("%d keys, %v", len(found), keys.Err())
	}
	return found
}
