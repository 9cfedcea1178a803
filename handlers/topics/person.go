package topics

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stoa/handlers/api"
	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// person is me: what somebody was told, and how far they have read. It is asked for as me, and nobody watches another's.
func person(s *store.Store) *states[personFacts] {
	return &states[personFacts]{
		about: about{name: "person", parse: isPerson, mayWatch: oneself},
		now:   s.Now,
		kinds: []campus.Kind{campus.KindTold, campus.KindRead},
		facts: func(ctx context.Context, topics []string) (personFacts, error) {
			f := personFacts{inboxes: map[string]store.InboxPage{}, marks: map[string][]store.OwnMark{},
				zones: map[string]*time.Location{}, now: s.Now()}
			for _, topic := range topics { // a stream has one
				id, _ := campus.ParsePersonTopic(topic)
				page, who, err := s.Inbox.Newest(ctx, id)
				if err != nil {
					return f, err
				}
				f.inboxes[topic], f.zones[topic] = page, rows.Zone(who.Zone)
				if f.marks[topic], err = s.Rooms.Marks(ctx, id); err != nil {
					return f, err
				}
			}
			return f, nil
		},
		drawn:  columns[personFacts, string]{html: badge, json: told},
		beside: toast,
	}
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
	return append(parts, views.Swap(views.SwapReplace, views.IDTold, views.StillUnread(unread)))
}

// personFacts are people's inboxes with the newest notification in each, by topic, how far they have read in their rooms, and in
// which zone they read it.
type personFacts struct {
	now     time.Time
	inboxes map[string]store.InboxPage
	marks   map[string][]store.OwnMark
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
		marks[i] = views.OwnMark{Room: string(m.ID), Line: m.Line, Meant: m.Meant}
	}
	parts.parts = append(parts.parts, views.ReadMarks(marks))
	return parts
}

func told(f personFacts, topic string, out api.Event) (api.Event, bool) {
	page := f.inboxes[topic]
	out.Topic = campus.TopicMe
	if out.Kind != string(campus.KindTold) {
		out = out.WithMarks(f.marks[topic])
	}
	if out.Kind == string(campus.KindRead) {
		return out, true
	}
	var newest *campus.Notification
	if len(page.Notifications) > 0 {
		newest = &page.Notifications[0]
	}
	return out.WithNotification(page.Unread, newest, f.zones[topic]), true
}
