package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// comparedOfMeeting is the fields of a meeting whose change is told; see lib_invited.lua.
var comparedOfMeeting = []string{"title", "description", "public", "host", "course", "link"}

// toldKinds are the notifications that a change of a meeting makes, by why.
var toldKinds = map[string]campus.NotificationKind{"planned": campus.MeetingPlanned, string(campus.WhyAdded): campus.MeetingPlanned,
	"moved": campus.MeetingMoved, "cancelled": campus.MeetingCancelled, string(campus.WhyDeleted): campus.MeetingCancelled,
	"changed": campus.MeetingChanged}

// tellInvited tells who is invited to a meeting what has changed: its host, who is listed, who is enrolled in its course or
// teaches it, but not who did it. Everybody may come to a public meeting; of it only these are told.
func (s *Store) tellInvited(ctx context.Context, en engine.Entry) error {
	m, exists, err := s.Meetings.evenHidden(ctx, en.Number("meeting"))
	why := en.Text("why")
	n := keptNotification{Kind: toldKinds[why], Meeting: m.ID, Title: m.Title}
	if err != nil || m.ID == 0 || !exists && n.Kind != campus.MeetingCancelled {
		return err // of a meeting that is deleted by now only what was cancelled is to be told
	}
	if n.Kind == campus.MeetingChanged {
		return s.tellEdited(ctx, en, m, n)
	}
	n.dated(en.Text("date"), en.Number("more"))
	switch why {
	case string(campus.WhyAdded), string(campus.WhyDeleted):
		n.Why = campus.Why(why)
	}
	scopes, err := s.Meetings.scopesOf(ctx, m)
	if err != nil {
		return err
	}
	people, err := s.expand(ctx, scopes)
	if err != nil {
		return err
	}
	return s.Inbox.tellMeeting(ctx, en, guestList{among(people, scopes), listed(people)}, m, n)
}

// dated says of a notification which date it is about, as tell_dates in lib_invited.lua writes it, and how many later ones.
func (k *keptNotification) dated(date string, more int64) {
	var d []json.Number
	if json.Unmarshal([]byte(date), &d) != nil || len(d) < 3 {
		return
	}
	order, _ := d[0].Int64()
	k.Order, k.More = int(order), int(more)
	for i := range min(len(d)-1, len(k.Dates)) {
		k.Dates[i], _ = d[i+1].Int64()
	}
}

// expand returns who is in each of some lists; nobody for those that are everybody's.
func (s *Store) expand(ctx context.Context, scopes []string) (map[string][]int64, error) {
	people, courses := map[string][]int64{}, map[string]courseRead{}
	enrolled := map[string]*redis.StringSliceCmd{}
	err := s.engine.Read(ctx, func(p engine.Reader) {
		for _, scope := range scopes {
			if id, ok := campus.ParsePersonTopic(scope); ok {
				people[scope] = []int64{id}
			}
			if id, ok := strings.CutPrefix(scope, "course:"); ok && campus.IsCourseID(id) {
				courses[scope], enrolled[scope] = s.Courses.queue(ctx, p, id), p.ZRange(ctx, s.Courses.keys.enrolled(id), 0, -1)
			}
		}
	})
	for scope, read := range courses {
		if c, ok := read.course(); ok { // nobody comes to a meeting through a course that was deleted
			for _, one := range c.Staff() {
				people[scope] = append(people[scope], one.ID)
			}
			people[scope] = append(people[scope], idsFrom(enrolled[scope].Val())...)
		}
	}
	return people, err
}

// among returns who is in some lists, each once and in order.
func among(people map[string][]int64, scopes []string) []int64 {
	var all []int64
	for _, scope := range scopes {
		all = append(all, people[scope]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pick returns those of people, in their order, who are among others, or who are not.
func pick(people, others []int64, are bool) []int64 {
	return slices.DeleteFunc(slices.Clone(people), func(person int64) bool {
		_, is := slices.BinarySearch(others, person)
		return is != are
	})
}

// tellEdited tells who was invited before what an edit has changed, who is invited by it when the meeting is, and who is
// not any more that they are not. Nothing is told of a meeting of which nothing is to come.
func (s *Store) tellEdited(ctx context.Context, en engine.Entry, m campus.Meeting, n keptNotification) error {
	coming, err := s.coming(ctx, m)
	if err != nil || len(coming) == 0 {
		return err
	}
	now, err := s.Meetings.scopesOf(ctx, m)
	if err != nil {
		return err
	}
	came, gone := strings.Fields(en.Text("came")), strings.Fields(en.Text("gone"))
	people, err := s.expand(ctx, slices.Concat(now, gone))
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(now), func(scope string) bool { return slices.Contains(came, scope) })
	before, invited := among(people, slices.Concat(kept, gone)), among(people, now)
	newcomers, out := n, n
	newcomers.Kind, newcomers.Why = campus.MeetingPlanned, campus.WhyInvited
	newcomers.Order, newcomers.More = coming[0].Order, len(coming)-1
	newcomers.Dates = [4]int64{coming[0].From.UnixMilli(), coming[0].To.UnixMilli()}
	out.Kind, out.Why = campus.MeetingCancelled, campus.WhyOut
	by := listed(people)
	if err := s.Inbox.tellMeeting(ctx, en, guestList{pick(invited, before, false), by}, m, newcomers); err != nil {
		return err
	}
	if err := s.Inbox.tellMeeting(ctx, en, guestList{pick(before, invited, false), by}, m, out); err != nil {
		return err
	}
	if n.Changed, err = s.changedOfMeeting(ctx, en.Text("changed")); err != nil || len(n.Changed) == 0 {
		return err
	}
	return s.Inbox.tellMeeting(ctx, en, guestList{pick(invited, before, true), by}, m, n)
}

// coming returns the dates of a meeting that are not over, by their time.
func (s *Store) coming(ctx context.Context, m campus.Meeting) ([]campus.Instance, error) {
	all, err := s.Meetings.Instances(ctx, m)
	all = slices.DeleteFunc(all, func(i campus.Instance) bool {
		state := i.State(s.Now())
		return state != campus.Scheduled && state != campus.Active
	})
	slices.SortStableFunc(all, func(a, b campus.Instance) int { return a.From.Compare(b.From) })
	return all, err
}

// changedOfMeeting reads what an edit has changed, with the titles of courses for their ids.
func (s *Store) changedOfMeeting(ctx context.Context, text string) (map[string][2]string, error) {
	var changed map[string][2]string
	if json.Unmarshal([]byte(text), &changed) != nil {
		return nil, nil
	}
	if _, ok := changed["description"]; ok { // what it said is not told
		changed["description"] = [2]string{}
	}
	ids, ok := changed["course"]
	if !ok {
		return changed, nil
	}
	courses, err := s.Courses.Some(ctx, slices.DeleteFunc(slices.Clone(ids[:]), func(id string) bool { return id == "" }))
	titles := map[string]string{}
	for _, c := range courses {
		titles[c.ID] = c.Title
	}
	changed["course"] = [2]string{titles[ids[0]], titles[ids[1]]}
	return changed, err
}

// guestList is whom to tell of a meeting, and who has to do with it for another reason than its course: who hosts it or is
// listed. To them its course's level means nothing. Both are in order.
type guestList struct{ people, listed []int64 }

// listed returns who of people by lists are there by name.
func listed(people map[string][]int64) []int64 {
	var all []int64
	for scope, some := range people {
		if _, named := campus.ParsePersonTopic(scope); named {
			all = append(all, some...)
		}
	}
	return sorted(all)
}

// tellMeeting tells some people something of a meeting once, but not who did it.
func (s *Inbox) tellMeeting(ctx context.Context, en engine.Entry, to guestList, m campus.Meeting, n keptNotification) error {
	people := slices.DeleteFunc(slices.Clone(to.people), func(person int64) bool { return person == 0 || person == en.Number("by") })
	n.of = m.Course
	n = n.weighted(en.Number("at"))
	own := n
	own.of = ""
	if n.weight == campus.WeighsMention { // whoever asks for none of a course's rooms hears nobody call them there
		own.of = n.of
	}
	id, at := en.ID+".m"+num(n.Meeting), en.Number("at")
	if n.Kind == campus.Mentioned { // each is told once of a line, and seeing it there reads the notification
		id = aboutLine(MeetingRoom(n.Meeting, n.Order)) + num(n.Line)
	}
	calls := append(s.told(pick(people, to.listed, true), id, at, own), s.told(pick(people, to.listed, false), id, at, n)...)
	return s.tell(ctx, people, calls)
}
