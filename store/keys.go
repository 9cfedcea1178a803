package store

import (
	"strconv"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	tagPeople   = engine.TagPeople
	tagMeetings = "{meetings}"
	tagDemo     = "{demo}"
	tagStoas    = "{stoas}"
	tagOnline   = "{online}"
)

// keys builds every key of the campus; nothing else spells one. KeyTable says what they are.
type keys struct{ engine.Keys }

// People.

func (k keys) nextPerson() string         { return k.In(tagPeople, "next") }
func (k keys) usernames() string          { return k.In(tagPeople, "usernames") }
func (k keys) emails() string             { return k.In(tagPeople, "emails") }
func (k keys) admins() string             { return k.In(tagPeople, "admins") }
func (k keys) person(id int64) string     { return k.In(tagPeople, "person:"+num(id)) }
func (k keys) session(hash string) string { return k.In(tagPeople, "session:"+hash) }
func (k keys) sessions(id int64) string   { return k.In(tagPeople, "sessions:"+num(id)) }
func (k keys) tokens(id int64) string     { return k.In(tagPeople, "tokens:"+num(id)) }
func (k keys) half(hash string) string    { return k.In(tagPeople, "half:"+hash) }
func (k keys) secret() string             { return k.In(tagPeople, "secret") }

// confirmed is the addresses that are known to be somebody's: they alone open a meeting's audience.
func (k keys) confirmed() string { return k.In(tagPeople, "confirmed") }
func (k keys) externals() string { return k.In(tagPeople, "externals") }

// numbered is the last number that a username was told from its namesakes by.
func (k keys) numbered() string { return k.In(tagPeople, "numbered") }

// A file of people on its way in: how far it has come, the file, and what came of its rows.
func (k keys) upload(id string) string     { return k.In(tagPeople, "import:"+id) }
func (k keys) uploadFile(id string) string { return k.upload(id) + ":file" }
func (k keys) uploadRows(id string) string { return k.upload(id) + ":rows" }

// The list of people and the search in it, written in the step that changes a person.
func (k keys) names() string { return k.In(tagPeople, "names") }
func (k keys) words() string { return k.In(tagPeople, "words") }
func (k keys) cards() string { return k.In(tagPeople, "cards") }

// What lets people in: invitations by id, and each person's sign-in link.
func (k keys) nextInvitation() string     { return k.In(tagPeople, "next_invitation") }
func (k keys) invitations() string        { return k.In(tagPeople, "invitations") }
func (k keys) invitation(id int64) string { return k.In(tagPeople, "invitation:"+num(id)) }
func (k keys) link(id int64) string       { return k.In(tagPeople, "link:"+num(id)) }

// The secret address of a person's calendar.
func (k keys) feed(id int64) string { return k.In(tagPeople, "feed:"+num(id)) }

// What was done to whom, all of it and of each person; likewise who signed in and out; and what was tried in vain.
func (k keys) audit() string              { return k.In(tagPeople, "audit") }
func (k keys) trail(id int64) string      { return k.In(tagPeople, "trail:"+num(id)) }
func (k keys) signIns() string            { return k.In(tagPeople, "signins") }
func (k keys) ownSignIns(id int64) string { return k.In(tagPeople, "signins:"+num(id)) }
func (k keys) failures() string           { return k.In(tagPeople, "failures") }

// awaiting is the meetings that list an address which nobody has yet.
func (k keys) awaiting(email string) string {
	return k.In(tagPeople, "awaiting:"+engine.ShortHash(email))
}

// erased says for a day that who had an address is erased.
func (k keys) erased(email string) string { return k.In(tagPeople, "erased:"+engine.ShortHash(email)) }

func (k keys) attempts(what string) string { return k.Prefix + "attempts:" + engine.ShortHash(what) }

// What a person has: the requests that name themselves, and copied from the truth the person's courses.

func personTag(id int64) string { return engine.TagOf(campus.PersonTopic(id)) }

func (k keys) personCourses(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":courses")
}
func (k keys) personBlocked(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":blocked")
}

// personReports is the reports of the rooms that a person is of the staff of; reports is those of all rooms, for admins.
func (k keys) personReports(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":reports")
}
func (k keys) reports() string { return k.In(tagPeople, "reports") }

// personInbox is somebody's notifications by time, personNotes what they say, personUnread those that are unread.
func (k keys) personInbox(id int64) string  { return k.In(personTag(id), "person:"+num(id)+":inbox") }
func (k keys) personNotes(id int64) string  { return k.In(personTag(id), "person:"+num(id)+":notes") }
func (k keys) personUnread(id int64) string { return k.In(personTag(id), "person:"+num(id)+":unread") }

// personLevels is how much somebody would be told of which course.
func (k keys) personLevels(id int64) string { return k.In(personTag(id), "person:"+num(id)+":levels") }

func (k keys) personTeaches(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":teaches")
}
func (k keys) personRooms(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":rooms")
}

// personPrivate is with whom a person has a private room; personRead how far they have read in which room, personMentions
// which lines they have not read that are meant for them.
func (k keys) personPrivate(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":private")
}
func (k keys) personRead(id int64) string { return k.In(personTag(id), "person:"+num(id)+":read") }
func (k keys) personMentions(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":mentions")
}

// personExcused is the dates from which a person was excused.
func (k keys) personExcused(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":excused")
}

// personRosters is the dates on whose rosters a person is.
func (k keys) personRosters(id int64) string {
	return k.In(personTag(id), "person:"+num(id)+":rosters")
}

func (k keys) request(person int64, key string) string {
	return k.In(personTag(person), "request:"+num(person)+":"+engine.ShortHash(key))
}

// Courses.

func courseTag(id string) string { return engine.TagOf(campus.CourseTopic(id)) }

func (k keys) course(id string) string   { return k.In(courseTag(id), "course:"+id) }
func (k keys) enrolled(id string) string { return k.course(id) + ":enrolled" }
func (k keys) waiting(id string) string  { return k.course(id) + ":waiting" }
func (k keys) everyone(id string) string { return k.course(id) + ":everyone" }

// courseReports is what was reported in a course's room.
func (k keys) courseReports(id string) string { return k.course(id) + ":reports" }

func (k keys) courseDue(id string) string    { return k.Due(courseTag(id)) }
func (k keys) courseOutbox(id string) string { return k.Outbox(courseTag(id)) }

// Meetings. An instance lies in its meeting's partition, and so does its room.

func meetingTag(id int64) string { return engine.TagOf("meeting:" + num(id)) }

func (k keys) nextMeeting() string            { return k.In(tagMeetings, "next") }
func (k keys) meeting(id int64) string        { return k.In(meetingTag(id), "meeting:"+num(id)) }
func (k keys) invited(id int64) string        { return k.meeting(id) + ":invited" }
func (k keys) banned(id int64) string         { return k.meeting(id) + ":banned" }
func (k keys) muted(id int64) string          { return k.meeting(id) + ":muted" }
func (k keys) audience(id int64) string       { return k.meeting(id) + ":audience" }
func (k keys) meetingReports(id int64) string { return k.meeting(id) + ":reports" }
func (k keys) meetingDue(id int64) string     { return k.Due(meetingTag(id)) }
func (k keys) meetingOutbox(id int64) string  { return k.Outbox(meetingTag(id)) }
func (k keys) instance(id int64, order int) string {
	return k.In(meetingTag(id), "instance:"+instanceName(id, order))
}

// unarchived is the instances of a partition that are over and not in the archive yet, by when to take each up.
func (k keys) unarchived(tag string) string { return k.In(tag, "unarchived") }

// archived is those that are in the archive and were not let go, by since when they are to be kept.
func (k keys) archived(tag string) string { return k.In(tag, "archived") }

// expiring is those that are in the archive and of which Redis has what was said, or did when it was let go, by when they ended.
func (k keys) expiring(tag string) string { return k.In(tag, "expiring") }

// forgetting is those that are in the archive and of which Redis has how they were attended, by when they ended.
func (k keys) forgetting(tag string) string { return k.In(tag, "forgetting") }

// instanceName names an instance in lists and due sets.
func instanceName(id int64, order int) string { return num(id) + ":" + strconv.Itoa(order) }

// Lists of instances by who may see them, copied from the truth by the followers. A scope is all, public, course:ID or
// person:ID.

const (
	scopeAll    = "all"
	scopePublic = "public"
)

// list returns the list of a scope's instances that are in one of the states open, past, cancelled; gone, those that were
// cancelled and whose meeting is deleted; or written, which says what entry each of them was last written for.
func (k keys) list(scope, state string) string {
	return k.In(engine.TagOf("list:"+scope), "list:"+scope+":"+state)
}

// Rooms.

func (k keys) room(r Room) string   { return k.In(r.tag, "room:"+r.Topic) }
func (k keys) lines(r Room) string  { return k.room(r) + ":lines" }
func (k keys) events(r Room) string { return k.room(r) + ":events" }

// reacted is who gave which line which reaction, reactions what a page shows of that, by line.
func (k keys) reacted(r Room) string   { return k.room(r) + ":reacted" }
func (k keys) reactions(r Room) string { return k.room(r) + ":reactions" }

func (k keys) present(r Room) string  { return k.room(r) + ":present" }
func (k keys) attended(r Room) string { return k.room(r) + ":attended" }
func (k keys) visits(r Room) string   { return k.room(r) + ":visits" }

// seen is when those in a room who came by a page or a stream were last seen; signs is what is known of how one sees them.
func (k keys) seen(r Room) string  { return k.room(r) + ":seen" }
func (k keys) signs(r Room) string { return k.room(r) + ":signs" }

// roster is who is expected at an instance or came, by when they first did; excused is who need not come, and why.
func (k keys) roster(r Room) string  { return k.room(r) + ":roster" }
func (k keys) excused(r Room) string { return k.room(r) + ":excused" }

// roomBanned and roomMuted are who may not read in a room that outlives meetings, and who may not write, by when.
func (k keys) roomBanned(r Room) string { return k.room(r) + ":banned" }
func (k keys) roomMuted(r Room) string  { return k.room(r) + ":muted" }

func (k keys) report(r Room, id campus.ReportID) string {
	return k.In(r.tag, "report:"+id.String())
}
func (k keys) said(r Room, person int64) string {
	return k.room(r) + ":said:" + num(person)
}

// The processes of Stoa: which of them live until when, and what each says of itself.

func (k keys) living() string   { return k.In(tagStoas, "living") }
func (k keys) stoasSay() string { return k.In(tagStoas, "say") }

// stoasRan is when one of them last said anything, and from when until when there was none.
func (k keys) stoasRan() string { return k.In(tagStoas, "ran") }

// Who is online: who is said to be, from who stands at which Stoa until when, and what is needed to say that.

func (k keys) online() string       { return k.In(tagOnline, "told") }
func (k keys) onlineStands() string { return k.In(tagOnline, "stands") }
func (k keys) onlineStoas() string  { return k.In(tagOnline, "stoas") }
func (k keys) onlineLook() string   { return k.In(tagOnline, "look") }
func (k keys) onlineBarred() string { return k.In(tagOnline, "barred") }
func (k keys) onlineTicks() string  { return k.In(tagOnline, "ticks") }

// The demo: what of it is loaded.

func (k keys) demo() string { return k.In(tagDemo, "ids") }

func num(n int64) string { return strconv.FormatInt(n, 10) }
