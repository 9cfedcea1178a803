package store

import (
	"strings"
	"testing"

	"stoa/store/campus"
	"stoa/store/engine"
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
	k := keys{engine.Keys{Prefix: "stoa:"}}
	for id := int64(1); id <= 100; id++ {
		course, room, scope := campus.NewCourseID(), MeetingRoom(id, 3), campus.PersonTopic(id)
		ct, mt := courseTag(course), meetingTag(id)
		for name, group := range map[string][]string{
			"people": {k.nextPerson(), k.usernames(), k.emails(), k.admins(), k.person(id), k.session("hash"), k.sessions(id), k.tokens(id),
				k.half("hash"), k.secret(),
				k.confirmed(), k.externals(), k.numbered(), k.upload("h"), k.uploadFile("h"), k.uploadRows("h"), k.names(), k.words(),
				k.cards(), k.nextInvitation(), k.invitations(), k.invitation(id), k.link(id), k.feed(id), k.audit(), k.trail(id),
				k.signIns(),
				k.ownSignIns(id), k.failures(),
				k.awaiting("a@b"), k.erased("a@b"), k.Outbox(tagPeople), k.Lease(tagPeople), k.reports()},
			"course": {k.course(course), k.enrolled(course), k.waiting(course), k.everyone(course), k.courseReports(course),
				k.courseDue(course),
				k.courseOutbox(course),
				k.Lease(ct)},
			"a person's lists": {k.personCourses(id), k.personTeaches(id), k.personInbox(id), k.personNotes(id), k.personUnread(id),
				k.personLevels(id), k.personRooms(id), k.personRosters(id), k.personExcused(id), k.personPrivate(id),
				k.personRead(id), k.personMentions(id), k.request(id, "key"), k.personBlocked(id),
				k.personReports(id)},
			"meeting": append([]string{k.meeting(id), k.invited(id), k.banned(id), k.muted(id), k.audience(id), k.meetingReports(id),
				k.meetingDue(id), k.unarchived(mt), k.archived(mt), k.expiring(mt), k.forgetting(mt),
				k.instance(id, 1), k.instance(id, 200),
				k.present(room), k.attended(room), k.visits(room), k.seen(room), k.signs(room), k.room(room), k.lines(room), k.events(room),
				k.said(room, id),
				k.reacted(room), k.reactions(room),
				k.roster(room), k.excused(room),
				k.report(room, campus.ReportID{Room: room.Topic, Whom: id, Reporter: 2}), k.Outbox(mt)},
				k.instance(id, 3)),
			"a course's room": append(k.gateKeys(CourseRoom(course)), k.room(CourseRoom(course)), k.lines(CourseRoom(course)),
				k.Outbox(ct)),
			"the room of two": {k.room(PrivateRoom(id, id+1)), k.lines(PrivateRoom(id, id+1)), k.said(PrivateRoom(id, id+1), id)},
			"general":         append(k.gateKeys(GeneralRoom()), k.room(GeneralRoom()), k.lines(GeneralRoom()), k.events(GeneralRoom())),
			"the Stoas":       {k.living(), k.stoasSay(), k.stoasRan()},
			"who is online":   {k.online(), k.onlineStands(), k.onlineStoas(), k.onlineLook(), k.onlineBarred(), k.onlineTicks()},
			"a list": {k.list(scope, "open"), k.list(scope, "past"), k.list(scope, "cancelled"), k.list(scope, "gone"),
				k.list(scope, "written")},
		} {
			seen := map[string]bool{}
			for _, key := range group {
				if slotTag(key) == "" || slotTag(key) != slotTag(group[0]) {
					t.Errorf("%s: %s does not go with %s", name, key, group[0])
				}
				if seen[key] {
					t.Errorf("%s: %s is two things", name, key)
				}
				seen[key] = true
			}
		}
		if gate := k.gateKeys(room); gate[0] != k.instance(id, 3) || gate[1] != k.present(room) {
			t.Errorf("the gate of %s looks at %v", room.Topic, gate)
		}
	}
}

func TestNobodyChoosesASlotByWhatTheyType(t *testing.T) {
	t.Parallel()
	k := keys{engine.Keys{Prefix: "stoa:"}}
	for _, typed := range []string{"{p0}", "}{people}", "{}", "a:b\r\n", strings.Repeat("x", 10_000)} {
		for _, key := range []string{k.attempts(typed), k.awaiting(typed), k.erased(typed), k.request(1, typed)} {
			if strings.Contains(key, typed) || len(key) > 100 {
				t.Errorf("%q stands in %s", typed, key)
			}
		}
	}
}

func TestEntitiesSpreadOverAllPartitions(t *testing.T) {
	t.Parallel()
	courses, meetings := map[string]bool{}, map[string]bool{}
	for id := int64(1); id <= 1000; id++ {
		courses[courseTag(campus.NewCourseID())] = true
		meetings[meetingTag(id)] = true
	}
	if len(courses) != engine.Partitions || len(meetings) != engine.Partitions {
		t.Errorf("courses lie in %d partitions, meetings in %d, want 16", len(courses), len(meetings))
	}
}
