package handlers

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// stillDiffers is how long the same may differ before that is a fault: a list is drawn again at most each five seconds.
const stillDiffers = 20 * time.Second

// history is what happens at random in a town of two Stoas, while its people have pages open.
type history struct {
	*town
	browsers *browsers
	stoas    [2]*rig
	dice     *rand.Rand
	students []campus.Person
	everyone []campus.Person
	rooms    []campus.RoomID
	pages    []string
	told     []string // what has happened, for who reads that it went wrong
	off      map[string]bool
}

func newHistory(t *testing.T, b *browsers, seed uint64) *history {
	t.Helper()
	live := setup{busy: true, online: true}
	h := &history{town: newTown(t, live), browsers: b, dice: rand.New(rand.NewPCG(seed, 11)), off: map[string]bool{}}
	h.stoas = [2]*rig{h.rig, h.beside(t, live)}
	h.students = []campus.Person{h.john, h.Person(t, "hamid", campus.Student), h.Person(t, "haled", campus.Student)}
	h.everyone = append(slices.Clone(h.students), h.thales, h.admin)
	h.enrol(t, h.john)
	h.enrol(t, h.students[1])
	h.rooms = []campus.RoomID{campus.GeneralID, campus.CourseRoomID(h.course.ID), campus.PrivateRoomID(h.john.ID, h.students[1].ID),
		campus.PrivateRoomID(h.john.ID, h.thales.ID)}
	for _, id := range h.rooms[:3] {
		h.talk(t, h.people(id)[0], id, "what was said before")
	}
	h.Settle(t)
	for _, who := range []campus.Person{h.john, h.students[1], h.thales} {
		cookie := h.signedIn(t, who.Username).cookie(t)
		paths := []string{"/rooms", "/inbox"}
		for _, id := range h.rooms {
			if slices.ContainsFunc(h.people(id), func(p campus.Person) bool { return p.ID == who.ID }) {
				paths = append(paths, "/rooms/"+string(id))
			}
		}
		for _, i := range h.dice.Perm(len(paths))[:2] {
			page := fmt.Sprintf("%d %s %s", seed, who.Username, paths[i])
			h.pages = append(h.pages, page)
			b.do(t, ask{Step: "open", Page: page, Path: paths[i], Stoa: h.stoa(), Cookie: cookie, Visible: true})
			t.Cleanup(func() { b.do(t, ask{Step: "close", Page: page}) })
		}
	}
	return h
}

// some picks one of several.
func some[T any](h *history, all []T) T { return all[h.dice.IntN(len(all))] }

// stoa is where one of the Stoas is.
func (h *history) stoa() string { return h.stoas[h.dice.IntN(2)].http.URL }

// people are those who may be in a room, at first.
func (h *history) people(id campus.RoomID) []campus.Person {
	low, high, two := id.Two()
	return slices.DeleteFunc(slices.Clone(h.everyone), func(p campus.Person) bool { return two && p.ID != low && p.ID != high })
}

// deed is one thing that somebody does at a Stoa.
type deed struct {
	name string
	do   func(t *testing.T, h *history, at *rig) error
}

// somewhere is a deed of somebody in a room, at one of its first lines.
func somewhere(name string, do func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error) deed {
	return deed{name, func(t *testing.T, h *history, at *rig) error {
		id := some(h, h.rooms)
		who := some(h, h.people(id))
		h.told[len(h.told)-1] += fmt.Sprintf(" of %s in %s", who.Username, id)
		return do(t, h, at, who, store.RoomNamed(id), 1+h.dice.Int64N(3))
	}}
}

// deeds are all that happens. A refusal is as good as success: nothing has happened then.
var deeds = []deed{
	somewhere("a line", say), somewhere("a line", say), somewhere("a line", say),
	somewhere("an edit", func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error {
		_, err := at.Rooms.Edit(t.Context(), who, room, line, fmt.Sprint("edited ", h.dice.IntN(100)), "")
		return err
	}),
	somewhere("a deletion", func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error {
		return at.Rooms.Delete(t.Context(), who, room, line, who.Role.Staff(), "")
	}),
	somewhere("a reaction", func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error {
		return at.Rooms.React(t.Context(), who, room, line, some(h, []string{"heart", "thumbs-up"}), h.dice.IntN(3) > 0, "")
	}),
	somewhere("reading", func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error {
		_, err := at.Rooms.MarkRead(t.Context(), who, room, line)
		return err
	}),
	somewhere("marking unread", func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error {
		_, err := at.Rooms.MarkUnread(t.Context(), who, room, line, "")
		return err
	}),
	somewhere("order", func(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, _ int64) error {
		what := some(h, []campus.Kind{campus.KindMuted, campus.KindUnmuted, campus.KindBanned, campus.KindLifted})
		by, whom := some(h, []campus.Person{h.thales, h.admin}), some(h, h.students)
		h.told[len(h.told)-1] += fmt.Sprintf(", by %s: %s is %s", by.Username, whom.Username, what)
		return at.Rooms.Sanction(t.Context(), by, room, whom.ID, what, "")
	}),
	somewhere("rules", func(t *testing.T, h *history, at *rig, _ campus.Person, room store.Room, _ int64) error {
		rules := some(h, []campus.Rules{{Chat: campus.ChatOpen}, {Chat: campus.ChatStaff}, {Chat: campus.ChatOpen}})
		_, err := at.Rooms.SetChat(t.Context(), some(h, []campus.Person{h.thales, h.admin}), room, rules, "")
		return err
	}),
	{"enrolling", func(t *testing.T, h *history, at *rig) error {
		who := some(h, h.students)
		h.told[len(h.told)-1] += " of " + who.Username
		_, err := at.Courses.Enrol(t.Context(), who, h.course.ID, true, "")
		return err
	}},
	{"dropping", func(t *testing.T, h *history, at *rig) error {
		who := some(h, h.students)
		h.told[len(h.told)-1] += " by " + who.Username
		_, err := at.Courses.Drop(t.Context(), who, h.course.ID, "")
		return err
	}},
	{"a course's edit", func(t *testing.T, h *history, at *rig) error {
		_, err := at.Courses.Edit(t.Context(), h.thales, h.course.ID,
			campus.NewCourse{Title: h.course.Title, Level: h.course.Level, Places: 2 + h.dice.IntN(9)}, "")
		return err
	}},
	{"a level", func(t *testing.T, h *history, at *rig) error {
		return at.Inbox.SetLevel(t.Context(), some(h, h.students), h.course.ID, some(h, []string{"all", "mentions", "none"}), "")
	}},
	{"a meeting", func(t *testing.T, h *history, at *rig) error {
		now := at.Now()
		_, err := at.Meetings.Create(t.Context(), h.thales, campus.NewMeeting{Title: "Circle", Course: h.course.ID,
			Slots: []campus.Slot{{From: now.Add(4e12), To: now.Add(8e12), Zone: "UTC"}}}, "")
		return err
	}},
	{"reading the inbox", func(t *testing.T, h *history, at *rig) error {
		_, err := at.Inbox.MarkRead(t.Context(), some(h, h.everyone).ID, at.Now(), nil, "")
		return err
	}},
	{"blocking", func(t *testing.T, h *history, at *rig) error {
		return at.People.Block(t.Context(), h.students[1], h.students[2].ID, "")
	}},
	{"a short log", func(t *testing.T, h *history, at *rig) error { // cursors are too old then
		keys, err := at.Redis.Keys(t.Context(), h.Options.Prefix+"*:room:room:"+string(some(h, h.rooms))+":events").Result()
		for _, key := range keys {
			err = at.Redis.XTrimMaxLen(t.Context(), key, 1).Err()
		}
		return err
	}},
}

func say(t *testing.T, h *history, at *rig, who campus.Person, room store.Room, line int64) error {
	n := campus.NewLine{Body: fmt.Sprint("line ", len(h.told)), ReplyTo: line}
	if h.dice.IntN(2) == 0 {
		n.Body += " for @" + some(h, h.everyone).Username
	}
	if h.dice.IntN(3) > 0 {
		n.ReplyTo = 0
	}
	_, err := at.Rooms.Post(t.Context(), who, room, n, "")
	return err
}

// step is one thing that happens: a deed, or to a page what networks, tabs and readers do.
func (h *history) step(t *testing.T) {
	t.Helper()
	if h.dice.IntN(3) > 0 {
		d := some(h, deeds)
		h.told = append(h.told, d.name)
		if err := d.do(t, h, some(h, h.stoas[:])); err != nil {
			h.told[len(h.told)-1] += ": " + err.Error()
		}
		return
	}
	a := ask{Page: some(h, h.pages), Stoa: h.stoa()}
	a.Step = some(h, []string{"cut", "offline", "online", "show", "reload"})
	a.Visible = h.dice.IntN(2) == 0
	switch a.Step {
	case "offline", "online":
		h.off[a.Page] = a.Step == "offline"
	case "reload":
		h.off[a.Page] = false
		h.browsers.do(t, ask{Step: "online", Page: a.Page, Stoa: a.Stoa})
	}
	h.browsers.do(t, a)
	h.told = append(h.told, fmt.Sprintf("%s %s (%v)", a.Step, a.Page, a.Visible))
}

// settles looks again and again until no page differs, and returns what does still. It gives up when the same differs for a while:
// as long as something changes, what has happened is still on its way.
func (h *history) settles(t *testing.T) []string {
	t.Helper()
	since, whole, again := time.Now(), time.Now(), time.NewTicker(50*time.Millisecond)
	defer again.Stop()
	var before []string
	for {
		differ := h.differ(t)
		if len(differ) == 0 {
			return nil
		}
		if !slices.Equal(differ, before) {
			since, before = time.Now(), differ
		}
		if time.Since(since) > stillDiffers || time.Since(whole) > 10*patience {
			return differ
		}
		<-again.C
	}
}

// calm is the end: everybody has a network and looks at their pages.
func (h *history) calm(t *testing.T) {
	t.Helper()
	for _, page := range h.pages {
		if h.off[page] {
			h.browsers.do(t, ask{Step: "online", Page: page, Stoa: h.stoa()})
		}
		h.browsers.do(t, ask{Step: "show", Page: page, Visible: true})
	}
}

// differ says of each page that holds something else than a fresh one shows what of that comes first.
func (h *history) differ(t *testing.T) (all []string) {
	t.Helper()
	for _, page := range h.pages {
		is := h.browsers.held(t, "held", page, "")
		if is["status"] != 200.0 { // a page that says why not is no page of the room: its reader looks again
			h.browsers.do(t, ask{Step: "reload", Page: page})
		}
		if differs := is.differs(h.browsers.held(t, "fresh", page, h.stoa())); differs != "" {
			all = append(all, page+": "+differs)
		}
	}
	return all
}

// logs is what the pages that differ were told, and asked.
func (h *history) logs(t *testing.T, differ []string) string {
	t.Helper()
	var all strings.Builder
	for _, one := range differ {
		page, _, _ := strings.Cut(one, ": ")
		var log string
		_ = json.Unmarshal(h.browsers.do(t, ask{Step: "log", Page: page}), &log)
		fmt.Fprintf(&all, "%s:\n%s\n", page, log)
	}
	return all.String()
}

// seed is of the one history that is to happen; without it there are several.
var seed = flag.Int("seed", -1, "the one history to run")

// again is how to have the same happen once more.
func again(t *testing.T, seed int) string {
	test, _, _ := strings.Cut(t.Name(), "/")
	return fmt.Sprintf("Again: go test ./handlers -run %s -seed %d", test, seed)
}

func TestWhateverHappensAPageHoldsWhatAFreshOneShows(t *testing.T) {
	t.Parallel()
	first, last := 0, storetest.Times(4, 60)
	if *seed >= 0 {
		first, last = *seed, *seed+1
	}
	for n := first; n < last; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, newBrowsers(t), uint64(n))
			for range 60 {
				h.step(t)
			}
			h.calm(t)
			if differ := h.settles(t); len(differ) > 0 {
				t.Errorf("these pages differ from fresh ones:\n%s\n\nwhat has happened:\n%s\n\nwhat these pages asked and were told:\n%s\n%s",
					strings.Join(differ, "\n"), strings.Join(h.told, "\n"), h.logs(t, differ), again(t, n))
			}
		})
	}
}
