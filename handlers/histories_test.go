package handlers

import (
	"context"
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

// stillDiffers is how long the same may differ before that is a fault: a page says at each second beat, every thirty seconds, that its
// reader is in a meeting still, and so hears that they have left by another.
const stillDiffers = 40 * time.Second

// history is what happens at random in a town of two Stoas, while its people have pages open.
type history struct {
	*town
	browsers *browsers
	stoas    [2]*rig
	dice     *rand.Rand
	kill     func() // ends the second Stoa
	students []campus.Person
	everyone []campus.Person
	rooms    []*spoken
	pages    []string
	readers  []func() // have those who look at the page of a room read it
	told     []string // what has happened, for who reads that it went wrong
	off      map[string]bool
}

// spoken is a room in which people speak, and who may be there, at first.
type spoken struct {
	id     campus.RoomID // "" of a meeting's
	room   store.Room
	path   string
	people []campus.Person
	lines  []theirLine
}

// theirLine is a line of somebody.
type theirLine struct {
	id int64
	by campus.Person
}

func newHistory(t *testing.T, b *browsers, seed uint64) *history {
	t.Helper()
	live := setup{busy: true, online: true}
	h := &history{town: newTown(t, live), browsers: b, dice: rand.New(rand.NewPCG(seed, 11)), off: map[string]bool{}}
	h.stoas[0] = h.rig
	h.another(t)
	hamid, haled := h.Person(t, "hamid", campus.Student), h.Person(t, "haled", campus.Student)
	h.students = []campus.Person{h.john, hamid, haled}
	h.everyone = []campus.Person{h.john, hamid, haled, h.thales, h.admin}
	h.enrol(t, h.john)
	h.enrol(t, hamid)
	h.meeting = h.Meeting(t, h.thales, "Round table", h.john, hamid)
	h.spoken(campus.GeneralID, h.everyone...)
	h.spoken(campus.CourseRoomID(h.course.ID), h.everyone...)
	h.spoken(campus.PrivateRoomID(h.john.ID, hamid.ID), h.john, hamid)
	h.spoken(campus.PrivateRoomID(h.john.ID, h.thales.ID), h.john, h.thales)
	h.rooms = append(h.rooms, &spoken{"", store.MeetingRoom(h.meeting.ID, 1), fmt.Sprintf("/meetings/%d/1", h.meeting.ID),
		[]campus.Person{h.john, hamid, h.thales}, nil})
	h.Settle(t)
	h.enter(t, h.john, hamid, h.thales)
	for _, r := range slices.Concat(h.rooms[:3], h.rooms[4:]) {
		h.said(t, h.rig, r, r.people[0], campus.NewLine{Body: "what was said before"})
	}
	h.Settle(t)
	for _, who := range []campus.Person{h.john, hamid, h.thales} {
		cookie := h.signedIn(t, who.Username).cookie(t)
		for n := range 3 {
			h.open(t, who, cookie, fmt.Sprint(seed, ".", n))
		}
	}
	return h
}

func (h *history) spoken(id campus.RoomID, people ...campus.Person) {
	h.rooms = append(h.rooms, &spoken{id, store.RoomNamed(id), "/rooms/" + string(id), people, nil})
}

// another starts a Stoa beside the first, in place of the second.
func (h *history) another(t *testing.T) {
	ctx, kill := context.WithCancel(t.Context())
	h.stoas[1], h.kill = h.beside(mortal{t, ctx}, setup{busy: true, online: true}), kill
}

// mortal is a test in which a Stoa ends before the test does.
type mortal struct {
	testing.TB
	ctx context.Context
}

func (m mortal) Context() context.Context { return m.ctx }

// open opens a page of somebody: of a room of theirs, of what they are told, of their course. One may be open twice.
func (h *history) open(t *testing.T, who campus.Person, cookie, name string) {
	t.Helper()
	paths := []string{"/rooms", "/inbox", "/courses/" + h.course.ID}
	for _, r := range h.rooms {
		if slices.ContainsFunc(r.people, func(p campus.Person) bool { return p.ID == who.ID }) {
			paths = append(paths, r.path)
		}
	}
	path := some(h, paths)
	page := fmt.Sprintf("%s %s %s", name, who.Username, path)
	h.pages = append(h.pages, page)
	if n := slices.IndexFunc(h.rooms, func(r *spoken) bool { return r.path == path && len(r.lines) > 0 }); n >= 0 {
		r := h.rooms[n]
		h.readers = append(h.readers, func() { _, _ = h.Rooms.MarkRead(t.Context(), who, r.room, r.lines[len(r.lines)-1].id) })
	}
	h.browsers.do(t, ask{Step: "open", Page: page, Path: path, Stoa: h.stoa(), Cookie: cookie, Visible: true})
}

// close closes all pages, before the Stoas end.
func (h *history) close(t *testing.T) {
	for _, page := range h.pages {
		h.browsers.do(t, ask{Step: "close", Page: page})
	}
}

// some picks one of several.
func some[T any](h *history, all []T) T { return all[h.dice.IntN(len(all))] }

// stoa is where one of the Stoas is.
func (h *history) stoa() string { return h.stoas[h.dice.IntN(2)].http.URL }

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

// calm is the end: everybody has a network and looks at their pages. What they have set back to unread there is read by that.
func (h *history) calm(t *testing.T) {
	t.Helper()
	for _, page := range h.pages {
		if h.off[page] {
			h.browsers.do(t, ask{Step: "online", Page: page, Stoa: h.stoa()})
		}
		h.browsers.do(t, ask{Step: "show", Page: page, Visible: true})
	}
	for _, read := range h.readers {
		read()
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
		fresh := h.browsers.held(t, "fresh", page, h.stoa())
		if strings.Contains(page, " /courses/") && fresh["status"] != 200.0 {
			continue // it was deleted: who has it open is told so, and reads on
		}
		if differs := is.differs(fresh); differs != "" {
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
	first, last := 0, storetest.Times(3, 60)
	if *seed >= 0 {
		first, last = *seed, *seed+1
	}
	for n := first; n < last; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, newBrowsers(t), uint64(n))
			defer h.close(t)
			for range 60 {
				h.step(t)
			}
			h.calm(t)
			if differ := h.settles(t); len(differ) > 0 {
				t.Errorf("these pages differ from fresh ones:\n%s\n\n%s\nwhat has happened:\n%s\n\nwhat they asked and were told:\n%s",
					strings.Join(differ, "\n"), again(t, n), strings.Join(h.told, "\n"), h.logs(t, differ))
			}
		})
	}
}
