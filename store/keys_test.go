package store

import (
	"strings"
	"testing"

	"stoa/store/campus"
)

func slotTag(key string) string {
	_, rest, _ := strings.Cut(key, "{")
	tag, _, ok := strings.Cut(rest, "}")
	if !ok {
		return ""
	}
	return tag
}

func TestAllKeysOfOneThingShareAHashTag(t *testing.T) {
	t.Parallel()
	k := keys{"stoa:"}
	for id := int64(1); id <= 100; id++ {
		course := campus.CourseID(id, "op")
		topic := campus.MeetingTopic(id, 3)
		ct, mt := courseTag(course), meetingTag(id)
		scope := campus.PersonTopic(id)
		for name, group := range map[string][]string{
			"people": {k.nextPerson(), k.usernames(), k.emails(), k.admins(), k.person(id), k.session("hash"), k.sessions(id), k.secret(),
				k.awaiting("a@b"), k.outbox(tagPeople), k.lease(tagPeople), k.op(tagPeople, 0, "person:op")},
			"course": {k.course(course), k.enrolled(course), k.waiting(course), k.everyone(course), k.courseDue(course), k.due(ct), k.outbox(ct),
				k.lease(ct), k.op(ct, id, "enrol:op")},
			"a person's lists": {k.personCourses(id), k.personTeaches(id)},
			"search":           {k.postings(), k.newest(), k.document(course)},
			"meeting": {k.meeting(id), k.invited(id), k.audience(id), k.meetingDue(id), k.instance(id, 1), k.instance(id, 200), k.present(id, 7),
				k.room(mt, topic), k.lines(mt, topic), k.events(mt, topic), k.said(mt, topic, id), k.outbox(mt), k.op(mt, id, "say:op")},
			"a meeting's counter": {k.nextMeeting(), k.op(tagMeetings, id, "op")},
			"a list":              {k.open(scope), k.past(scope)},
		} {
			seen := map[string]bool{}
			for _, key := range group {
				if slotTag(key) == "" || slotTag(key) != slotTag(group[0]) {
					t.Errorf("%s: %s does not go with %s", name, key, group[0])
				}
				if seen[key] && key != k.due(ct) {
					t.Errorf("%s: %s is two things", name, key)
				}
				seen[key] = true
			}
		}
	}
}

func TestNobodyChoosesASlotByWhatTheyType(t *testing.T) {
	t.Parallel()
	k := keys{"stoa:"}
	for _, typed := range []string{"{p0}", "}{people}", "{}", "a:b\r\n", strings.Repeat("x", 10_000)} {
		if key := k.op("{p3}", 1, typed); slotTag(key) != "p3" {
			t.Errorf("%q leads to %s", typed, key)
		}
		for _, key := range []string{k.attempts(typed), k.awaiting(typed)} {
			if strings.Contains(key, typed) || len(key) > 100 {
				t.Errorf("%q stands in %s", typed, key)
			}
		}
	}
	if got := opOr(strings.Repeat("x", campus.MaxOp+1)); len(got) > campus.MaxOp || got == opOr("") {
		t.Errorf("an operation id without end became %q", got)
	}
	if one, other := opOr(""), opOr(""); opOr("op") != "op" || one == other {
		t.Error("an operation id is kept, a missing one is made anew")
	}
}

func TestEntitiesSpreadOverAllPartitionsAndEachHasAnOutbox(t *testing.T) {
	t.Parallel()
	outboxes, courses, meetings := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, tag := range outboxTags() {
		outboxes[tag] = true
	}
	for id := int64(1); id <= 1000; id++ {
		courses[courseTag(campus.CourseID(id, "op"))] = true
		meetings[meetingTag(id)] = true
	}
	if len(outboxes) != Partitions+1 || len(courses) != Partitions || len(meetings) != Partitions {
		t.Errorf("%d outboxes, courses in %d partitions, meetings in %d, want 17, 16, 16", len(outboxes), len(courses), len(meetings))
	}
	for _, used := range []map[string]bool{courses, meetings, {tagPeople: true}} {
		for tag := range used {
			if !outboxes[tag] {
				t.Errorf("nobody works the outbox of %s", tag)
			}
		}
	}
}

func TestStreamIDsSortAsText(t *testing.T) {
	t.Parallel()
	ids := []string{"0-0", "0-1", "9-9", "10-0", "1667390400000-9", "1667390400000-10", "1667390400001-0", "99999999999999-4294967295"}
	for i := 1; i < len(ids); i++ {
		if sortable(ids[i-1]) >= sortable(ids[i]) {
			t.Errorf("%s does not sort before %s", ids[i-1], ids[i])
		}
	}
}
