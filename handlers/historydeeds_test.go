package handlers

import (
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// deed is one thing that somebody does at a Stoa.
type deed struct {
	name string
	do   func(t *testing.T, h *history, at *rig) error
}

// somewhere is a deed of somebody in a room, at one of its last lines.
func somewhere(name string, do func(t *testing.T, h *history, at *rig, who campus.Person, r *spoken, line theirLine) error) deed {
	return deed{name, func(t *testing.T, h *history, at *rig) error {
		r := some(h, h.rooms)
		who := some(h, r.people)
		line := theirLine{id: 1, by: who}
		if n := len(r.lines); n > 0 {
			line = some(h, r.lines[max(0, n-4):])
		}
		h.tell(" of %s in %s at %d", who.Username, r.path, line.id)
		return do(t, h, at, who, r, line)
	}}
}

// tell adds words to what has happened last.
func (h *history) tell(format string, args ...any) {
	h.told[len(h.told)-1] += fmt.Sprintf(format, args...)
}

// deeds are all that happens. A refusal is as good as success: nothing has happened then.
var deeds = []deed{
	somewhere("a line", say), somewhere("a line", say), somewhere("a line", say), somewhere("a line", say),
	somewhere("an edit", func(t *testing.T, h *history, at *rig, _ campus.Person, r *spoken, line theirLine) error {
		_, err := at.Rooms.Edit(t.Context(), line.by, r.room, line.id, fmt.Sprint("edited ", h.dice.IntN(100)), "")
		return err
	}),
	somewhere("a deletion", func(t *testing.T, h *history, at *rig, who campus.Person, r *spoken, line theirLine) error {
		if !who.Role.Staff() {
			who = line.by
		}
		return at.Rooms.Delete(t.Context(), who, r.room, line.id, who.ID != line.by.ID, "")
	}),
	somewhere("a reaction", func(t *testing.T, h *history, at *rig, who campus.Person, r *spoken, line theirLine) error {
		return at.Rooms.React(t.Context(), who, r.room, line.id, some(h, []string{"heart", "thumbs-up"}), h.dice.IntN(3) > 0, "")
	}),
	somewhere("reading", func(t *testing.T, h *history, at *rig, who campus.Person, r *spoken, line theirLine) error {
		_, err := at.Rooms.MarkRead(t.Context(), who, r.room, line.id)
		return err
	}),
	somewhere("marking unread", func(t *testing.T, h *history, at *rig, who campus.Person, r *spoken, line theirLine) error {
		_, err := at.Rooms.MarkUnread(t.Context(), who, r.room, line.id, "")
		return err
	}),
	somewhere("order", func(t *testing.T, h *history, at *rig, _ campus.Person, r *spoken, _ theirLine) error {
		what := some(h, []campus.Kind{campus.KindMuted, campus.KindUnmuted, campus.KindBanned, campus.KindLifted})
		by, whom := some(h, []campus.Person{h.thales, h.admin}), some(h, h.students)
		h.tell(", by %s: %s is %s", by.Username, whom.Username, what)
		return at.Rooms.Sanction(t.Context(), by, r.room, whom.ID, what, "")
	}),
	somewhere("rules", func(t *testing.T, h *history, at *rig, _ campus.Person, r *spoken, _ theirLine) error {
		rules := some(h, []campus.Rules{{Chat: campus.ChatOpen}, {Chat: campus.ChatStaff}, {Chat: campus.ChatOpen}})
		_, err := at.Rooms.SetChat(t.Context(), some(h, []campus.Person{h.thales, h.admin}), r.room, rules, "")
		return err
	}),
	{"enrolling", func(t *testing.T, h *history, at *rig) error {
		who := some(h, h.students)
		h.tell(" of %s", who.Username)
		_, err := at.Courses.Enrol(t.Context(), who, h.course.ID, true, "")
		return err
	}},
	{"dropping", func(t *testing.T, h *history, at *rig) error {
		who := some(h, h.students)
		h.tell(" by %s", who.Username)
		_, err := at.Courses.Drop(t.Context(), who, h.course.ID, "")
		return err
	}},
	{"a course's edit", func(t *testing.T, h *history, at *rig) error {
		title := some(h, []string{h.course.Title, "Cones", "Spheres"})
		n := campus.NewCourse{Title: title, Level: h.course.Level, Places: 1 + h.dice.IntN(4)}
		h.tell(": %d places, %s", n.Places, n.Title)
		_, err := at.Courses.Edit(t.Context(), h.thales, h.course.ID, n, "")
		return err
	}},
	{"a rename", func(t *testing.T, h *history, at *rig) error {
		whom := some(h, []campus.Person{h.students[0], h.students[1], h.thales, h.admin})
		name := some(h, []string{whom.Name, "Sappho, of " + whom.Username, "Zeno " + whom.Username})
		h.tell(": %s is %s", whom.Username, name)
		_, _, err := at.People.Edit(t.Context(), store.Itself(""), whom.ID, campus.PersonChange{Name: &name})
		return err
	}},
	{"a course's closing", func(t *testing.T, h *history, at *rig) (err error) {
		if h.dice.IntN(2) == 0 {
			_, err = at.Courses.Reopen(t.Context(), h.thales, h.course.ID, "")
			return err
		}
		n := campus.NewCourse{Title: h.course.Title, Level: h.course.Level, Places: 3, Closing: campus.ClosesDate,
			Closes: at.Now().Add(time.Second)}
		_, err = at.Courses.Edit(t.Context(), h.thales, h.course.ID, n, "")
		return err
	}},
	{"the end of a course", func(t *testing.T, h *history, at *rig) error {
		if h.dice.IntN(8) > 0 {
			return fmt.Errorf("not yet")
		}
		return at.Courses.Delete(t.Context(), h.thales, h.course.ID, "")
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
	{"what a host does", func(t *testing.T, h *history, at *rig) error {
		ctx, id, whom := t.Context(), h.meeting.ID, some(h, h.students[:2])
		n := h.dice.IntN(8)
		h.tell(" to %s: %d", whom.Username, n)
		switch n {
		case 0, 1:
			_, err := at.Meetings.Lock(ctx, h.thales, id, 1, n == 0, "")
			return err
		case 2:
			return at.Meetings.Mute(ctx, h.thales, id, 1, whom.ID, "")
		case 3:
			return at.Meetings.Unmute(ctx, h.thales, id, 1, whom.ID, "")
		case 4:
			return at.Meetings.Leave(ctx, whom, id, 1, "")
		case 5:
			return at.Meetings.Join(ctx, whom, id, 1, "")
		case 6:
			turn := some(h, []campus.Turn{campus.TurnExtend, campus.TurnExtend, campus.TurnEnd})
			_, err := at.Meetings.Turn(ctx, h.thales, id, 1, turn, "")
			return err
		}
		return at.Meetings.Remove(ctx, h.thales, id, 1, whom.ID, "")
	}},
	{"reading the inbox", func(t *testing.T, h *history, at *rig) error {
		_, err := at.Inbox.MarkRead(t.Context(), some(h, h.everyone).ID, at.Now(), nil, "")
		return err
	}},
	{"blocking", func(t *testing.T, h *history, at *rig) error {
		who, whom := some(h, h.students), some(h, h.everyone)
		do, word := at.People.Block, "blocks"
		if h.dice.IntN(3) == 0 {
			do, word = at.People.Unblock, "unblocks"
		}
		h.tell(": %s %s %s", who.Username, word, whom.Username)
		return do(t.Context(), who, whom.ID, "")
	}},
	{"a short log", func(t *testing.T, h *history, at *rig) error { // cursors are too old then
		keys, err := at.Redis.Keys(t.Context(), h.Options.Prefix+"*:room:"+some(h, h.rooms).room.Topic+":events").Result()
		for _, key := range keys {
			err = at.Redis.XTrimMaxLen(t.Context(), key, 1).Err()
		}
		return err
	}},
	{"a Stoa's death", func(t *testing.T, h *history, _ *rig) error {
		if h.dice.IntN(3) > 0 {
			return fmt.Errorf("not yet")
		}
		died := h.stoas[1]
		h.kill()
		h.another(t)
		for _, page := range h.pages { // which one answers then is for the balancer to say
			h.browsers.do(t, ask{Step: "moved", Page: page, Path: died.http.URL, Stoa: h.stoa()})
		}
		died.http.CloseClientConnections()
		return nil
	}},
}

func say(t *testing.T, h *history, at *rig, who campus.Person, r *spoken, line theirLine) error {
	n := campus.NewLine{Body: fmt.Sprint("line ", len(h.told)), ReplyTo: line.id}
	if h.dice.IntN(2) == 0 {
		n.Body += " for @" + some(h, h.everyone).Username
	}
	if h.dice.IntN(3) > 0 || len(r.lines) == 0 {
		n.ReplyTo = 0
	}
	return h.said(t, at, r, who, n)
}

// said has somebody say something.
func (h *history) said(t *testing.T, at *rig, r *spoken, who campus.Person, n campus.NewLine) error {
	t.Helper()
	id, err := at.Rooms.Post(t.Context(), who, r.room, n, "")
	if err == nil {
		r.lines = append(r.lines, theirLine{id, who})
	}
	return err
}
