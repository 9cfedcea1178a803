package handlers

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// standing is how somebody stands to a room that they ask something of, and what they are answered over the API: a status
// and, where it is a refusal, its sentence.
type standing struct {
	name                             string
	so                               func(t *testing.T, town *town, clock *storetest.Hands)
	join, leave, people, write, here string
}

const (
	saidJoined, saidLeft = "Successfully joined the meeting.", "Successfully left the meeting."
	saidBanned           = "You are banned from this meeting. Its staff can lift that."
	saidLocked           = "The room is locked: nobody new comes in at the moment."
	saidAway             = "You were away for too long and have left this meeting."
)

// standings are all in which an invited student may find the room of an open meeting, or what has become of it.
func standings() []standing {
	inside := func(t *testing.T, town *town, _ *storetest.Hands) { t.Helper(); town.enter(t, town.john) }
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	gone := "400 " + saidNotActive
	out := "409 " + saidNotAttending
	return []standing{
		{"outside", func(*testing.T, *town, *storetest.Hands) {}, "200 " + saidJoined, out, "200", out, out},
		{"inside", inside, "409 " + saidAlreadyIn, "200 " + saidLeft, "200", "201", "204"},
		{"who has left", func(t *testing.T, town *town, clock *storetest.Hands) {
			inside(t, town, clock)
			must(t, town.Meetings.Leave(t.Context(), town.john, town.meeting.ID, 1, ""))
		}, "200 " + saidJoined, out, "200", out, out},
		{"who was away", func(t *testing.T, town *town, clock *storetest.Hands) {
			inside(t, town, clock)
			must(t, town.Meetings.Here(t.Context(), town.john, town.meeting.ID, 1))
			clock.Add(2 * time.Minute)
			town.Tick(t)
		}, "200 " + saidJoined, out, "200", out, "409 " + saidAway},
		{"who was sent out", func(t *testing.T, town *town, clock *storetest.Hands) {
			inside(t, town, clock)
			must(t, town.Meetings.Remove(t.Context(), town.thales, town.meeting.ID, 1, town.john.ID, ""))
		}, "200 " + saidJoined, out, "200", out, out},
		{"banned", func(t *testing.T, town *town, clock *storetest.Hands) {
			inside(t, town, clock)
			must(t, town.Meetings.Ban(t.Context(), town.thales, town.meeting.ID, town.john.ID, ""))
			town.Settle(t)
		}, "403 " + saidBanned, out, "403 " + saidBanned, "403 " + saidBanned, out},
		{"locked out", func(t *testing.T, town *town, _ *storetest.Hands) {
			_, err := town.Meetings.Lock(t.Context(), town.thales, town.meeting.ID, 1, true, "")
			must(t, err)
		}, "403 " + saidLocked, out, "200", out, out},
		{"not invited any more", func(t *testing.T, town *town, _ *storetest.Hands) {
			town.meeting = town.Meeting(t, town.thales, "Another", town.admin)
		}, "403 " + saidNotAllowed, out, "403 " + saidNotAllowed, out, out},
		{"in line for its full course", func(t *testing.T, town *town, _ *storetest.Hands) {
			course := town.Course(t, town.thales, "Full", 1)
			town.Enrol(t, course, town.Person(t, "first", campus.Student), town.john)
			now := town.Now()
			town.meeting = town.Plan(t, town.thales, campus.NewMeeting{Title: "Lecture", Course: course.ID,
				Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
		}, "403 " + saidNotAllowed, out, "403 " + saidNotAllowed, out, out},
		{"too early", func(t *testing.T, town *town, clock *storetest.Hands) { clock.Add(-time.Hour) }, gone, gone, gone, gone, gone},
		{"over", func(t *testing.T, town *town, clock *storetest.Hands) {
			inside(t, town, clock)
			clock.Add(2 * time.Hour)
		}, gone, gone, gone, gone, gone},
		{"ended by its host", func(t *testing.T, town *town, clock *storetest.Hands) {
			inside(t, town, clock)
			_, err := town.Meetings.Turn(t.Context(), town.thales, town.meeting.ID, 1, campus.TurnEnd, "")
			must(t, err)
		}, gone, gone, gone, gone, gone},
		{"cancelled", func(t *testing.T, town *town, _ *storetest.Hands) {
			must(t, town.Meetings.CancelInstances(t.Context(), town.thales, town.meeting.ID, 1, false, 0, ""))
		}, gone, gone, gone, gone, gone},
		{"deleted", func(t *testing.T, town *town, _ *storetest.Hands) {
			must(t, town.Meetings.Delete(t.Context(), town.thales, town.meeting.ID, 0, ""))
		}, gone, gone, gone, gone, gone},
		{"none", func(_ *testing.T, town *town, _ *storetest.Hands) { town.meeting.ID = 99 }, gone, gone, gone, gone, gone},
	}
}

// wantSaid checks a status and, but for a success without words, what is said with it.
func (a answer) wantSaid(t *testing.T, what, want string) {
	t.Helper()
	status, sentence, _ := strings.Cut(want, " ")
	if num(int64(a.status)) != status || !strings.Contains(a.body, sentence) {
		t.Errorf("%s is answered %s, want %s", what, a, want)
	}
}

// asks are in an order in which no answer but the last changes how one stands.
func (s standing) asks() [][3]string {
	going := [][3]string{{"POST", "/leave", s.leave}, {"POST", "/join", s.join}}
	if strings.HasSuffix(s.join, saidAlreadyIn) {
		slices.Reverse(going)
	}
	return append([][3]string{{"GET", "/participants", s.people}, {"POST", "/messages", s.write}, {"POST", "/here", s.here}}, going...)
}

func TestWhateverOneAsksOfARoomIsAnsweredInTheWordsForHowOneStands(t *testing.T) {
	t.Parallel()
	for _, s := range standings() {
		start := func(t *testing.T) (town *town, v, script *visitor) {
			clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
			town = newTown(t, setup{clock: clock})
			v, script = town.signedIn(t, "john"), town.script(t, "john")
			s.so(t, town, clock)
			return town, v, script
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			town, _, script := start(t)
			for _, ask := range s.asks() {
				var body any
				if ask[1] == "/messages" {
					body = `{"body":"hello"}`
				}
				got := script.call(t, ask[0], "/meetings/"+num(town.meeting.ID)+"/1"+ask[1], body)
				got.wantSaid(t, ask[0]+" "+ask[1], ask[2])
			}
		})
		t.Run(s.name+", on pages", func(t *testing.T) {
			t.Parallel()
			town, v, _ := start(t)
			for _, ask := range s.asks()[3:] {
				if ask[1] == "/join" && (s.name == "deleted" || s.name == "none") {
					ask[2] = "404 Not here" // there is no door to come back to
				}
				wantPage(t, v, "/meetings/"+num(town.meeting.ID)+"/1", ask[1], ask[2])
			}
		})
	}
}

// wantPage checks that a form is refused in a page with the same status and sentence, or says on the next page what is done.
func wantPage(t *testing.T, v *visitor, room, form, want string) {
	t.Helper()
	got := v.post(t, room+form, url.Values{"op": {campus.NewOp()}})
	switch {
	case strings.HasSuffix(want, saidAlreadyIn): // a page is simply the room
		got.wantSeeOther(t, room)
	case strings.HasPrefix(want, "200 "):
		next := v.get(t, got.header.Get("Location"))
		next.wantSaid(t, "the page after "+form, want)
	default:
		got.wantSaid(t, form+" on a page", want)
	}
}
