package topics

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// persons is me: what somebody was told, and how far they have read. That is sent whole at every connect; that they have read in a
// room, or are meant there, is told as it happens, and of that room alone.
type persons struct{ *states[personFacts] }

// differ draws how far somebody has read. Nothing is read for that: everybody in a room may read the same line at once.
func (p *persons) differ(ctx context.Context, events []campus.Event, in []live.Encoding) ([][]live.Frame, error) {
	all := make([][]live.Frame, len(in))
	for i, encoding := range in {
		for _, e := range events {
			name, data, err := readColumns.draw(ctx, encoding, struct{}{}, e, api.NewEvent(campus.TopicMe, e.Kind, "", p.now()))
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], live.Frame{Data: live.NewFrame("", name, data)})
		}
	}
	return all, nil
}

// readColumns are of what an event itself says: how far somebody has read in one room.
var readColumns = columns[struct{}, campus.Event]{
	html: func(_ struct{}, e campus.Event) fragment { return swaps(views.ReadMarkTold(ownMark(markOf(e)))) },
	json: func(_ struct{}, e campus.Event, out api.Event) (api.Event, bool) {
		return out.WithMark(markOf(e)), true
	},
}

func markOf(e campus.Event) store.OwnMark {
	return store.OwnMark{ID: e.Mark.Room, Line: e.Ref, Marked: e.Mark.Marked, Meant: e.Mark.Meant, Own: campus.LineRuns(e.Mark.Own)}
}

func ownMark(m store.OwnMark) views.OwnMark {
	return views.OwnMark{Room: string(m.ID), Line: m.Line, Marked: m.Marked, Meant: m.Meant, Own: m.Own, Silent: m.Silent}
}

// person is the family of what is somebody's own. It is asked for as me, and nobody watches another's.
func person(s *store.Store) *persons {
	return &persons{&states[personFacts]{
		about: about{name: "person", parse: isPerson, mayWatch: oneself},
		now:   s.Now,
		kinds: []campus.Kind{campus.KindTold, campus.KindRead},
		facts: func(ctx context.Context, topics []string) (personFacts, error) {
			f := personFacts{inboxes: map[string]store.InboxPage{}, marks: map[string][]store.OwnMark{},
				blocked: map[string][]int64{}, zones: map[string]*time.Location{}, now: s.Now()}
			for _, topic := range topics { // a stream has one
				id, _ := campus.ParsePersonTopic(topic)
				page, who, err := s.Inbox.Newest(ctx, id)
				if err != nil {
					return f, err
				}
				f.inboxes[topic], f.zones[topic] = page, rows.Zone(who.Zone)
				if f.marks[topic], f.blocked[topic], err = s.Rooms.Marks(ctx, who); err != nil {
					return f, err
				}
			}
			return f, nil
		},
		drawn:  columns[personFacts, string]{html: badge, json: told},
		beside: toast,
	}}
}

func isPerson(topic string) bool {
	_, ok := campus.ParsePersonTopic(topic)
	return ok
}

func oneself(_ context.Context, who campus.Person, topic string) error {
	if topic != campus.PersonTopic(who.ID) {
		return errNoTopic
	}
	return nil
}

// toast says what somebody was just told, and at every time which of that is unread still. They may have been told more than one
// thing since it was drawn last: each page shows those that it has not shown.
func toast(f personFacts, topic string, kind campus.Kind) (parts []templ.Component) {
	clock := rows.Clock{Now: f.now, Zone: f.zones[topic]}
	var unread []views.InboxRow
	for _, n := range slices.Backward(f.inboxes[topic].Notifications) { // the newest comes last
		if n.Read {
			continue
		}
		row := clock.InboxRow(n)
		unread = append(unread, row)
		if kind == campus.KindTold {
			parts = append(parts, views.Swap(views.SwapAppend, views.IDToasts, views.Toast(row)))
		}
	}
	return append(parts, views.Swap(views.SwapReplace, views.IDTold, views.StillUnread(f.inboxes[topic].Unread, unread)))
}

// personFacts are people's inboxes with the newest notification in each, by topic, how far they have read in their rooms, whom they
// have blocked, and in which zone they read it.
type personFacts struct {
	now     time.Time
	inboxes map[string]store.InboxPage
	marks   map[string][]store.OwnMark
	blocked map[string][]int64
	zones   map[string]*time.Location
}

func badge(f personFacts, topic string) fragment {
	page := f.inboxes[topic]
	parts := swaps(views.Swap(views.SwapReplace, views.NavBadgeID(views.NavInbox), views.InboxBadge(page.Unread)))
	clock := rows.Clock{Now: f.now, Zone: f.zones[topic]}
	for _, n := range page.Notifications[:min(1, len(page.Notifications))] {
		item := views.InboxItem(clock.InboxRow(n), campus.NewOp(), "")
		parts.parts = append(parts.parts, views.Swap(views.SwapAppend, views.IDInboxNews, item))
	}
	marks := make([]views.OwnMark, len(f.marks[topic]))
	for i, m := range f.marks[topic] {
		marks[i] = ownMark(m)
	}
	parts.parts = append(parts.parts, views.ReadMarks(marks, rows.IDs(f.blocked[topic])))
	return parts
}

func told(f personFacts, topic string, out api.Event) (api.Event, bool) {
	page := f.inboxes[topic]
	out.Topic = campus.TopicMe
	if out.Kind != string(campus.KindTold) {
		out = out.WithMarks(f.marks[topic])
	}
	var newest *campus.Notification
	link := ""
	if len(page.Notifications) > 0 {
		newest = &page.Notifications[0]
		link = views.AboutPath(*newest)
	}
	return out.WithNotification(page.Unread, newest, f.zones[topic], link), true
}
