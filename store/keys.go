package store

import (
	"crypto/sha256"
	"encoding/base64"
	"hash/fnv"
	"strconv"

	"stoa/store/campus"
)

// Partitions is how many hash tags the entities are spread over. It is part of every key and can never change.
const Partitions = 16

const (
	tagPeople   = "{people}"
	tagSearch   = "{search}"
	tagMeetings = "{meetings}"
	tagDemo     = "{demo}"
)

// keys builds every key and channel; nothing else in Stoa spells one. doc.go has the table.
type keys struct{ prefix string }

// tagOf returns the hash tag of the entity called name.
func tagOf(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return partitionTag(int(h.Sum32() % Partitions))
}

func partitionTag(n int) string { return partitionTags[n] }

// partitionTags spares making them for every key.
var partitionTags = [Partitions]string{"{p0}", "{p1}", "{p2}", "{p3}", "{p4}", "{p5}", "{p6}", "{p7}", "{p8}", "{p9}", "{p10}", "{p11}", "{p12}",
	"{p13}", "{p14}", "{p15}"}

// outboxTags lists the tags that have an outbox.
func outboxTags() []string {
	tags := make([]string, 0, Partitions+1)
	for n := range Partitions {
		tags = append(tags, partitionTag(n))
	}
	return append(tags, tagPeople)
}

func (k keys) in(tag, rest string) string { return k.prefix + tag + ":" + rest }

// Of every tag.

func (k keys) outbox(tag string) string { return k.in(tag, "outbox") }
func (k keys) lease(tag string) string  { return k.in(tag, "outbox:lease") }
func (k keys) due(tag string) string    { return k.in(tag, "due") }

// op is where the answer of an operation is kept. It names the person, so that nobody can be given another's answer.
func (k keys) op(tag string, person int64, op string) string {
	return k.in(tag, "op:"+num(person)+":"+op)
}

// bell is the one channel of all doorbells.
func (k keys) bell() string { return k.prefix + "doorbell" }

// People.

func (k keys) nextPerson() string         { return k.in(tagPeople, "next") }
func (k keys) usernames() string          { return k.in(tagPeople, "usernames") }
func (k keys) emails() string             { return k.in(tagPeople, "emails") }
func (k keys) admins() string             { return k.in(tagPeople, "admins") }
func (k keys) person(id int64) string     { return k.in(tagPeople, "person:"+num(id)) }
func (k keys) session(hash string) string { return k.in(tagPeople, "session:"+hash) }
func (k keys) sessions(id int64) string   { return k.in(tagPeople, "sessions:"+num(id)) }
func (k keys) secret() string             { return k.in(tagPeople, "secret") }

// awaiting is the meetings that list an address which nobody has yet.
func (k keys) awaiting(email string) string { return k.in(tagPeople, "awaiting:"+shortHash(email)) }

func (k keys) attempts(what string) string { return k.prefix + "attempts:" + shortHash(what) }

// Courses.

func courseTag(id string) string { return tagOf(campus.CourseTopic(id)) }

func (k keys) course(id string) string    { return k.in(courseTag(id), "course:"+id) }
func (k keys) enrolled(id string) string  { return k.course(id) + ":enrolled" }
func (k keys) waiting(id string) string   { return k.course(id) + ":waiting" }
func (k keys) everyone(id string) string  { return k.course(id) + ":everyone" }
func (k keys) courseDue(id string) string { return k.due(courseTag(id)) }

// What a person has, copied from the truth by the followers.

func personTag(id int64) string { return tagOf(campus.PersonTopic(id)) }

func (k keys) personCourses(id int64) string {
	return k.in(personTag(id), "person:"+num(id)+":courses")
}
func (k keys) personTeaches(id int64) string {
	return k.in(personTag(id), "person:"+num(id)+":teaches")
}

// Search.

func (k keys) postings() string         { return k.in(tagSearch, "postings") }
func (k keys) newest() string           { return k.in(tagSearch, "newest") }
func (k keys) document(c string) string { return k.in(tagSearch, "document:"+c) }

// Meetings. An instance lives in its meeting's partition, and so does its room.

func meetingTag(id int64) string { return tagOf("meeting:" + num(id)) }

func (k keys) nextMeeting() string        { return k.in(tagMeetings, "next") }
func (k keys) meeting(id int64) string    { return k.in(meetingTag(id), "meeting:"+num(id)) }
func (k keys) invited(id int64) string    { return k.meeting(id) + ":invited" }
func (k keys) audience(id int64) string   { return k.meeting(id) + ":audience" }
func (k keys) meetingDue(id int64) string { return k.due(meetingTag(id)) }
func (k keys) instance(id int64, order int) string {
	return k.in(meetingTag(id), "instance:"+instanceName(id, order))
}
func (k keys) present(id int64, order int) string  { return k.instance(id, order) + ":present" }
func (k keys) attended(id int64, order int) string { return k.instance(id, order) + ":attended" }

// instanceName names an instance in lists and due sets.
func instanceName(id int64, order int) string { return num(id) + ":" + strconv.Itoa(order) }

// Lists of instances by who may see them, copied from the truth by the followers. A scope is all, public, course:ID or
// person:ID.

const (
	scopeAll    = "all"
	scopePublic = "public"
)

func (k keys) open(scope string) string { return k.in(tagOf("list:"+scope), "list:"+scope+":open") }
func (k keys) past(scope string) string { return k.in(tagOf("list:"+scope), "list:"+scope+":past") }

// Rooms. room is a topic; tag is the tag of what the room belongs to.

func (k keys) room(tag, room string) string   { return k.in(tag, "room:"+room) }
func (k keys) lines(tag, room string) string  { return k.room(tag, room) + ":lines" }
func (k keys) events(tag, room string) string { return k.room(tag, room) + ":events" }
func (k keys) said(tag, room string, person int64) string {
	return k.room(tag, room) + ":said:" + num(person)
}

// Demo.

func (k keys) demo() string { return k.in(tagDemo, "ids") }

func num(n int64) string { return strconv.FormatInt(n, 10) }

// shortHash keeps what a visitor typed out of key names.
func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
