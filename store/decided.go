package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// tellRole tells somebody what was decided of their role, or of their wish for another.
func (s *Inbox) tellRole(ctx context.Context, en engine.Entry) error {
	person := []int64{en.Number("person")}
	n := keptNotification{Kind: campus.RoleDecided, Role: campus.Role(en.Text("role")), Why: campus.Why(en.Text("why"))}
	return s.tell(ctx, person, s.told(person, en.ID+".role", en.Number("at"), n))
}

// followReported brings a report to who looks after it, and tells them that there is one.
func (s *Store) followReported(ctx context.Context, en engine.Entry) error {
	if err := s.Reports.followReport(ctx, en); err != nil {
		return err
	}
	id, ok := campus.ParseReportID(en.Text("report"))
	if !ok {
		return nil
	}
	meeting, order, _ := campus.ParseMeetingTopic(id.Room)
	facts, err := s.Reports.lookedAfter(ctx, id.Room)
	if err != nil {
		return err
	}
	var read reportRead
	var admins *redis.StringSliceCmd
	err = s.engine.Read(ctx, func(p engine.Reader) {
		read, admins = s.Reports.queueReport(ctx, p, id, ""), p.SMembers(ctx, s.Reports.keys.admins())
	})
	report, exists := read.report()
	if err != nil || !exists {
		return err
	}
	people := idsFrom(admins.Val())
	for _, staff := range staffOf(facts) {
		people = append(people, staff.ID)
	}
	// Who is reported learns nothing of it, and who reports knows.
	people = slices.DeleteFunc(sorted(people), func(person int64) bool { return person == 0 || person == id.Whom || person == id.Reporter })
	n := keptNotification{Kind: campus.Reported, Meeting: meeting, Order: order, Line: id.Line, Title: read.title()}
	if meeting == 0 {
		n.Course = courseOf(facts)
	}
	return s.Inbox.tell(ctx, people, s.Inbox.told(people, en.ID+".report", report.At.UnixMilli(), n))
}

// sorted returns ids in order, each once.
func sorted(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}
