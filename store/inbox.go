package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Inbox is what people are told. Followers write it; what is told twice is there once.
type Inbox struct {
	data
	courses *Courses
}

// keptNotification is a notification as it is kept.
type keptNotification struct {
	Kind    campus.NotificationKind `json:"kind"`
	Course  string                  `json:"course,omitempty"`
	Title   string                  `json:"title,omitempty"`
	Changed map[string][2]string    `json:"changed,omitempty"`
}

// Page returns notifications of somebody, the newest first, with the cursor of the next page, "" at the end, and how many
// are unread. It takes two round trips.
func (s *Inbox) Page(ctx context.Context, person int64, cursor string, limit int) ([]campus.Notification, string, int, error) {
	after, err := engine.ParsePlace(cursor)
	if err != nil {
		return nil, "", 0, err
	}
	limit = min(max(limit, 1), MaxPageSize)
	var page engine.PageRead
	var unread *redis.IntCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		page = s.e.QueuePage(ctx, p, s.keys.personInbox(person), after, limit+1, true)
		unread = p.ZCard(ctx, s.keys.personUnread(person))
	})
	if err != nil {
		return nil, "", 0, err
	}
	places, next := cutPage(page.Places(), limit)
	if len(places) == 0 {
		return nil, "", int(unread.Val()), nil
	}
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.Member
	}
	var kept *redis.SliceCmd
	unreads := make([]*redis.FloatCmd, len(ids))
	err = s.e.Read(ctx, func(p engine.Reader) {
		kept = p.HMGet(ctx, s.keys.personNotes(person), ids...)
		for i, id := range ids {
			unreads[i] = p.ZScore(ctx, s.keys.personUnread(person), id)
		}
	})
	if err != nil {
		return nil, "", 0, err
	}
	all := make([]campus.Notification, 0, len(ids))
	for i, text := range engine.Texts(kept.Val()) {
		if n, ok := notificationFrom(text); ok {
			n.ID, n.At, n.Read = ids[i], time.UnixMilli(places[i].Score).UTC(), unreads[i].Err() != nil
			all = append(all, n)
		}
	}
	return all, next, int(unread.Val()), nil
}

func notificationFrom(text string) (campus.Notification, bool) {
	var k keptNotification
	if text == "" || json.Unmarshal([]byte(text), &k) != nil {
		return campus.Notification{}, false
	}
	n := campus.Notification{Kind: k.Kind, Course: campus.Course{ID: k.Course, Title: k.Title}}
	n.Changes = changesFrom(k.Changed)
	return n, true
}

// Unread returns how many of somebody's notifications are unread.
func (s *Inbox) Unread(ctx context.Context, person int64) (int, error) {
	var unread *redis.IntCmd
	err := s.e.Read(ctx, func(p engine.Reader) { unread = p.ZCard(ctx, s.keys.personUnread(person)) })
	return int(unread.Val()), err
}

// MarkRead marks some of a person's notifications as read, and with a time all up to it.
func (s *Inbox) MarkRead(ctx context.Context, person int64, upTo time.Time, ids []string, op string) error {
	until := ""
	if !upTo.IsZero() {
		until = engine.Millis(upTo)
	}
	args := []any{campus.PersonTopic(person), until}
	for _, id := range ids {
		args = append(args, id)
	}
	asked := engine.Asked(person, "read:"+until+":"+engine.ShortHash(strings.Join(ids, " ")), op)
	_, err := s.e.Write(ctx, asked, markReadScript, []string{s.keys.personUnread(person)}, args...)
	return err
}

// told tells people something once. id is that of what caused it.
func (s *Inbox) told(people []int64, id string, at int64, n keptNotification) []engine.Call {
	calls := make([]engine.Call, len(people))
	for i, person := range people {
		calls[i] = engine.Call{Script: notifyScript,
			Keys: []string{s.keys.personInbox(person), s.keys.personNotes(person), s.keys.personUnread(person)},
			Args: []any{campus.PersonTopic(person), id, at, object(n), campus.MaxNotifications}}
	}
	return calls
}

// followEdited tells the people of a course what has changed, and whether it is open again, but who has changed it. Who
// taught it before is told too.
func (s *Inbox) followEdited(ctx context.Context, en engine.Entry) error {
	var changed map[string][2]string
	if json.Unmarshal([]byte(en.Text("changed")), &changed) != nil {
		return nil
	}
	kind := campus.CourseChanged
	if en.Text("opened") != "" {
		kind = campus.CourseReopened
	}
	former := append(withFrom(changed["co_teachers"][0]), campus.Named{ID: en.Number("former")})
	return s.tellCourse(ctx, en, keptNotification{Kind: kind, Changed: changed}, former...)
}

// followClosed tells the people of a course that it has closed.
func (s *Inbox) followClosed(ctx context.Context, en engine.Entry) error {
	return s.tellCourse(ctx, en, keptNotification{Kind: campus.CourseClosed})
}

// followGone tells the people of a course that it was deleted.
func (s *Inbox) followGone(ctx context.Context, en engine.Entry) error {
	return s.tellCourse(ctx, en, keptNotification{Kind: campus.CourseDeleted})
}

// tellCourse tells who is enrolled in a course, who waits for a place, who teaches it and who is named beside, but who did it.
func (s *Inbox) tellCourse(ctx context.Context, en engine.Entry, n keptNotification, beside ...campus.Named) error {
	id := en.Text("course")
	var course courseRead
	var enrolled, waiting *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		course = s.courses.queue(ctx, p, id)
		enrolled = p.ZRange(ctx, s.keys.enrolled(id), 0, -1)
		waiting = p.ZRange(ctx, s.keys.waiting(id), 0, -1)
	})
	if err != nil {
		return err
	}
	c, _ := course.course() // one that is deleted has its people still
	var people []int64
	for _, one := range append(c.Staff(), beside...) {
		people = append(people, one.ID)
	}
	for _, member := range slices.Concat(enrolled.Val(), waiting.Val()) {
		if person, ok := campus.ParseID(member); ok {
			people = append(people, person)
		}
	}
	slices.Sort(people)
	people = slices.DeleteFunc(slices.Compact(people), func(person int64) bool { return person == 0 || person == en.Number("by") })
	n.Course, n.Title = c.ID, c.Title
	_, err = s.e.RunAll(ctx, s.told(people, en.ID+"."+id, en.Number("at"), n))
	return err
}

// promoted tells who has moved up from waiting lists.
func (s *Inbox) promoted(ctx context.Context, entries []engine.Entry) error {
	ids := make([]string, len(entries))
	for i, en := range entries {
		ids[i] = en.Text("course")
	}
	courses, err := s.courses.Some(ctx, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, c := range courses {
		titles[c.ID] = c.Title
	}
	var calls []engine.Call
	for i, en := range entries {
		if title, is := titles[ids[i]]; is {
			calls = append(calls, s.told([]int64{en.Number("person")}, en.ID+"."+ids[i], en.Number("at"),
				keptNotification{Kind: campus.Promoted, Course: ids[i], Title: title})...)
		}
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}
