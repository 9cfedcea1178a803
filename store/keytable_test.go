package store

import (
	goflag "flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"stoa/store/campus"
	"stoa/store/engine"
)

var update = goflag.Bool("update", false, "write what is generated instead of comparing it")

// keysFile is the part of the package's documentation that is made from KeyTable.
const keysFile = "keytable_doc.go"

func TestTheDocumentedTableOfKeysIsTheTable(t *testing.T) {
	t.Parallel()
	want := keysDocument()
	if *update {
		if err := os.WriteFile(keysFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(keysFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what KeyTable says; go test ./store -run DocumentedTable -update writes it anew", keysFile)
	}
}

func keysDocument() string {
	var b strings.Builder
	b.WriteString("// Code generated from KeyTable by its test; DO NOT EDIT.\n\n// # Keys\n//\n")
	b.WriteString("// P is the partition of what the key is about; all begin with the prefix (\"stoa:\"). Times are milliseconds since " +
		"1970.\n//\n")
	for line := range strings.Lines(KeyTable().String()) {
		b.WriteString("//\t" + line)
	}
	b.WriteString("package store\n")
	return b.String()
}

func TestEachKeyIsOfOneRow(t *testing.T) {
	t.Parallel()
	k, table := keys{}, KeyTable()
	course, room, general := campus.NewCourseID(), MeetingRoom(12, 3), GeneralRoom()
	seen := map[string]bool{}
	found := data{&engine.Engine{}, k}.lineIndex(CourseRoom(course)).Key
	for _, key := range []string{
		k.nextPerson(), k.usernames(), k.emails(), k.admins(), k.person(7), k.session(engine.ShortHash("s")), k.sessions(7), k.tokens(7),
		k.half(engine.ShortHash("h")), k.secret(), k.confirmed(), k.externals(), k.numbered(), k.upload("h"), k.uploadFile("h"),
		k.uploadRows("h"), k.names(), k.words(),
		k.cards(), k.nextInvitation(), k.invitations(), k.invitation(7), k.link(7), k.feed(7), k.audit(), k.trail(7), k.signIns(),
		k.ownSignIns(7),
		k.failures(),
		k.meetingReports(7), k.awaiting("a@b.org"), k.erased("a@b.org"), k.attempts("a"), k.personCourses(7), k.personTeaches(7),
		k.personInbox(7), k.personNotes(7), k.personUnread(7), k.personLevels(7),
		k.personPrivate(7), k.personRead(7), k.personMentions(7), k.roomBanned(general), k.roomMuted(CourseRoom(course)),
		found("orders"), found("facts"), found("texts"), found("postings"), found("words"), found("vocabulary"), found("beginnings"),
		found("spellings"),
		k.personRooms(7), k.personRosters(7), k.personExcused(7), k.request(7, "key"), k.course(course), k.enrolled(course),
		k.waiting(course), k.everyone(course), k.courseReports(course), k.courseDue(course), k.courseOutbox(course), k.nextMeeting(),
		k.meeting(12), k.audience(12),
		k.invited(12), k.banned(12), k.muted(12), k.instance(12, 3), k.unarchived(meetingTag(12)), k.archived(meetingTag(12)),
		k.expiring(meetingTag(12)), k.forgetting(meetingTag(12)),
		k.room(room), k.lines(room), k.events(room), k.said(room, 7), k.present(room), k.attended(room),
		k.seen(room), k.signs(room),
		k.reacted(room), k.reactions(room),
		k.roster(room), k.excused(room),
		k.visits(room), k.list("all", "open"), k.list("person:7", "past"), k.list("course:"+course, "cancelled"), k.list("public",
			"written"), k.list("public", "gone"),
		k.room(general), k.lines(PrivateRoom(7, 9)), k.events(CourseRoom(course)), k.said(general, 7),
		k.personBlocked(7), k.personReports(7), k.reports(),
		k.erasures(), k.erasure(7), k.erasureRooms(7), k.erasureLines(7), k.erasureFiles(7),
		k.report(room, campus.ReportID{Room: room.Topic, Line: 4, Whom: 7,
			Reporter: 9}), k.Outbox(tagPeople), k.Lease(tagPeople), k.Lease(meetingTag(12)), k.demo(), k.living(), k.stoasSay(),
		k.stoasRan(),
		k.online(), k.onlineStands(), k.onlineStoas(), k.onlineLook(), k.onlineBarred(), k.onlineTicks(),
	} {
		var rows []string
		for _, r := range table {
			if r.Match(key) {
				rows = append(rows, r.Pattern)
			}
		}
		if len(rows) != 1 {
			t.Errorf("%s is of the rows %q, want one", key, rows)
			continue
		}
		seen[rows[0]] = true
	}
	for _, key := range []string{"", "stoa:{people}:next", "{people}:next:1", "{p1}:person:john:courses", "{p1}:room:meeting:1:1:other",
		"{px}:meeting:1"} {
		if r, ok := table.Find(key); ok {
			t.Errorf("%q is of the row %s", key, r.Pattern)
		}
	}
	for _, r := range table {
		of, ok := strings.CutPrefix(r.Pattern, "{search}")
		if !ok && !seen[r.Pattern] && !strings.Contains(r.Pattern, ":op:") && !strings.Contains(r.Pattern, ":outbox:") {
			t.Errorf("nothing builds a key of the row %s%s", r.Pattern, of)
		}
	}
}

// What the test above does not ask for could be of no row, if no other test leaves such a key.
func TestEveryKeyThatIsBuiltIsHeldAgainstTheTable(t *testing.T) {
	t.Parallel()
	built, err1 := os.ReadFile("keys.go")
	asked, err2 := os.ReadFile("keytable_test.go")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	found := regexp.MustCompile(`(?m)^func \(k keys\) (\w+)\(`).FindAllStringSubmatch(string(built), -1)
	for _, f := range found {
		// A due set and an outbox are the engine's: their rows are of all tags.
		isEngines := strings.HasSuffix(f[1], "Due") || strings.HasSuffix(f[1], "Outbox")
		if !isEngines && !regexp.MustCompile(`\sk\.`+f[1]+`\(`).Match(asked) {
			t.Errorf("keys.%s builds a key that is not held against the table", f[1])
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d functions are found", len(found))
	}
}
