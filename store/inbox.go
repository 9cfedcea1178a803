package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
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
	people  *People
}

// InboxPage is a page of somebody's notifications, the newest first.
type InboxPage struct {
	Notifications []campus.Notification
	Next          string // cursor of the next page; "" at the end
	Unread        int    // of all there are
	Came          int64  // which of all unread came last, for MarkShown; 0 for none
}

// keptNotification is a notification as it is kept.
type keptNotification struct {
	Kind    campus.NotificationKind `json:"kind"`
	Course  string                  `json:"course,omitempty"`
	Title   string                  `json:"title,omitempty"`
	Changed map[string][2]string    `json:"changed,omitempty"`
	Meeting int64                   `json:"meeting,omitempty"`
	Order   int                     `json:"order,omitempty"`
	Line    int64                   `json:"line,omitempty"`
	Room    campus.RoomID           `json:"room,omitempty"` // one that outlives meetings, of Line
	Why     campus.Why              `json:"why,omitempty"`
	Role    campus.Role             `json:"role,omitempty"`
	By      int64                   `json:"by,omitempty"`
	Dates   [4]int64                `json:"dates,omitzero"` // from, to, and what they were, in ms
	More    int                     `json:"more,omitempty"`

	of     string        // the course whose level says whether it is told; "" for none
	weight campus.Weight // "" for news
}

// inboxKeys are those of a person's notifications.
func (s *Inbox) inboxKeys(person int64) []string {
	return []string{s.keys.personInbox(person), s.keys.personNotes(person), s.keys.personUnread(person)}
}

// Page returns notifications of somebody from a cursor on, "" for the newest, in two round trips. A cursor that is none of a
// page is refused.
func (s *Inbox) Page(ctx context.Context, person int64, cursor string, limit int) (InboxPage, error) {
	after, err := engine.ParsePlace(cursor)
	if err != nil {
		return InboxPage{}, err
	}
	limit = min(max(limit, 1), MaxPageSize)
	got, err := s.e.Ask(ctx, readInboxScript, s.inboxKeys(person), after.Score, after.Member, limit+1)
	if err != nil {
		return InboxPage{}, err
	}
	page := InboxPage{Unread: int(got.Number(0)), Came: got.Number(1), Notifications: notificationsFrom(got)}
	if len(page.Notifications) > limit {
		page.Notifications = page.Notifications[:limit]
		last := page.Notifications[limit-1]
		page.Next = engine.Place{Score: last.At.UnixMilli(), Member: last.ID}.String()
	}
	return page, s.complete(ctx, page.Notifications)
}

// newestTold is how many notifications a page looks at to see whether what it shows as just told is read by now.
const newestTold = 5

// Newest returns how much somebody was told with the newest of it, and who they are.
func (s *Inbox) Newest(ctx context.Context, person int64) (InboxPage, campus.Person, error) {
	page, err := s.Page(ctx, person, "", newestTold)
	if err != nil {
		return page, campus.Person{}, err
	}
	who, err := s.people.Get(ctx, person)
	return page, who, err
}

// complete adds to notifications what may have changed since they were written: who is called how, and what is gone.
func (s *Inbox) complete(ctx context.Context, all []campus.Notification) error {
	if len(all) == 0 {
		return nil
	}
	var courses []courseRead
	var people peopleRead
	var ids []int64
	titles, meetings := make([]string, len(all)), make([]*redis.SliceCmd, len(all))
	for i, n := range all {
		titles[i], ids = n.Course.ID, append(ids, n.By)
		for _, c := range n.Changes {
			ids = append(ids, c.About()...)
		}
	}
	err := s.e.Read(ctx, func(p engine.Reader) {
		courses = s.courses.queueSome(ctx, p, titles)
		people = s.people.queue(ctx, p, ids)
		for i, n := range all {
			if n.Meeting.ID != 0 {
				meetings[i] = p.HMGet(ctx, s.keys.meeting(n.Meeting.ID), meetingFields...)
			}
		}
	})
	if err != nil {
		return err
	}
	names, exist := map[int64]string{}, map[string]bool{}
	for id, p := range people.people() {
		names[id] = p.Name
	}
	for _, c := range coursesFrom(courses) {
		exist[c.ID] = true
	}
	for i := range all {
		n := &all[i]
		n.Names, n.Gone = names, n.Course.ID != "" && !exist[n.Course.ID]
		if meetings[i] != nil {
			_, is := meetingFrom(meetings[i].Val())
			n.Gone = !is || n.Why == campus.WhyOut
		}
	}
	return nil
}

// notificationsFrom returns what read_inbox has read, without what complete adds.
func notificationsFrom(got engine.Reply) (all []campus.Notification) {
	for i := 2; i+3 < len(got.All()); i += 4 {
		n := notificationFrom(got.Text(i + 2))
		ms, _ := strconv.ParseFloat(got.Text(i+1), 64)
		n.ID, n.At, n.Read = got.Text(i), time.UnixMilli(int64(ms)).UTC(), got.Number(i+3) == 0
		all = append(all, n)
	}
	return all
}

func notificationFrom(text string) campus.Notification {
	var k keptNotification
	_ = json.Unmarshal([]byte(text), &k) // what cannot be read is shown without its words
	n := campus.Notification{Kind: k.Kind, Why: k.Why, Role: k.Role, By: k.By}
	if k.Meeting == 0 {
		n.Course, n.Changes = campus.Course{ID: k.Course, Title: k.Title}, changesFrom(k.Changed, compared)
		n.Meeting.Line, n.Room = k.Line, campus.AboutRoom{ID: k.Room, Line: k.Line}
	} else {
		n.Meeting = campus.AboutMeeting{ID: k.Meeting, Order: k.Order, Line: k.Line, Title: k.Title}
		n.Changes = changesFrom(k.Changed, comparedOfMeeting)
	}
	n.Dates.More = k.More
	for i, into := range []*time.Time{&n.Dates.From, &n.Dates.To, &n.Dates.WasFrom, &n.Dates.WasTo} {
		if k.Dates[i] != 0 {
			*into = time.UnixMilli(k.Dates[i]).UTC()
		}
	}
	return n
}

// Unread returns how many of somebody's notifications are unread.
func (s *Inbox) Unread(ctx context.Context, person int64) (int, error) {
	var unread *redis.IntCmd
	err := s.e.Read(ctx, func(p engine.Reader) { unread = p.ZCard(ctx, s.keys.personUnread(person)) })
	return int(unread.Val()), err
}

// MarkRead marks some of a person's notifications as read, and with a time all that tell of what was up to it. It returns how many
// are left.
func (s *Inbox) MarkRead(ctx context.Context, person int64, upTo time.Time, ids []string, op string) (int, error) {
	until := ""
	if !upTo.IsZero() {
		until = engine.Millis(upTo)
	}
	return s.markRead(ctx, person, until, "", ids, op)
}

// MarkShown marks all of a person's notifications as read that had come when a page was drawn, as it knows by InboxPage.Came: what
// came since stays unread, though it tell of something older.
func (s *Inbox) MarkShown(ctx context.Context, person, came int64, op string) (int, error) {
	return s.markRead(ctx, person, "", num(came), nil, op)
}

func (s *Inbox) markRead(ctx context.Context, person int64, until, came string, ids []string, op string) (int, error) {
	args := []any{campus.PersonTopic(person), until, came}
	for _, id := range ids {
		args = append(args, id)
	}
	asked := engine.Asked(person, "read:"+until+":"+came+":"+engine.ShortHash(strings.Join(ids, " ")), op)
	got, err := s.e.Write(ctx, asked, markReadScript, []string{s.keys.personInbox(person), s.keys.personUnread(person)}, args...)
	return int(got.Number(1)), err
}

// told tells people something once. id is that of what caused it.
func (s *Inbox) told(people []int64, id string, at int64, n keptNotification) []engine.Call {
	calls := make([]engine.Call, len(people))
	for i, person := range people {
		k := append(s.inboxKeys(person), s.keys.personLevels(person), s.keys.personRead(person))
		calls[i] = engine.Call{Script: notifyScript, Keys: k,
			Args: []any{campus.PersonTopic(person), id, at, object(n), campus.MaxNotifications, n.of,
				string(cmp.Or(n.weight, campus.WeighsNews)), string(n.Room), n.Line}}
	}
	return calls
}

// tell tells people something. Who has been erased by then has no inbox: whoever is erased from now on loses it in what
// follows from that.
func (s *Inbox) tell(ctx context.Context, people []int64, calls []engine.Call) error {
	if _, err := s.e.RunAll(ctx, calls); err != nil {
		return err
	}
	gone, err := s.erasedOf(ctx, people)
	for _, person := range gone {
		err = errors.Join(err, s.forget(ctx, person))
	}
	return err
}

// forget takes away all that somebody was told.
func (s *Inbox) forget(ctx context.Context, person int64) error {
	_, err := s.e.Run(ctx, forgetInboxScript, append(s.inboxKeys(person), s.keys.personLevels(person)))
	return err
}

// followEdited tells the people of a course what has changed, and whether it is open again, but not who has changed it. Who
// taught it before is told too.
func (s *Inbox) followEdited(ctx context.Context, en engine.Entry) error {
	n := keptNotification{Kind: campus.CourseChanged}
	if json.Unmarshal([]byte(en.Text("changed")), &n.Changed) != nil {
		return nil
	}
	if en.Text("opened") != "" {
		n.Kind = campus.CourseReopened
	}
	former := []int64{en.Number("teacher")}
	for _, one := range withFrom(en.Text("co_teachers")) {
		former = append(former, one.ID)
	}
	return s.tellCourse(ctx, en, n, former...)
}

// followClosed tells the people of a course that it has closed.
func (s *Inbox) followClosed(ctx context.Context, en engine.Entry) error {
	return s.tellCourse(ctx, en, keptNotification{Kind: campus.CourseClosed})
}

// followGone tells the people of a course that it was deleted.
func (s *Inbox) followGone(ctx context.Context, en engine.Entry) error {
	return s.tellCourse(ctx, en, keptNotification{Kind: campus.CourseDeleted, weight: campus.WeighsOwn})
}

// tellCourse tells who is enrolled in a course, who waits for a place, who teaches it and some others, but not who did it.
func (s *Inbox) tellCourse(ctx context.Context, en engine.Entry, n keptNotification, others ...int64) error {
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
	people := slices.Clone(others)
	for _, one := range c.Staff() {
		people = append(people, one.ID)
	}
	for _, member := range slices.Concat(enrolled.Val(), waiting.Val()) {
		if person, ok := campus.ParseID(member); ok {
			people = append(people, person)
		}
	}
	slices.Sort(people)
	people = slices.DeleteFunc(slices.Compact(people), func(person int64) bool { return person == 0 || person == en.Number("by") })
	n.Course, n.Title, n.of = c.ID, c.Title, c.ID
	return s.tell(ctx, people, s.told(people, en.ID+"."+id, en.Number("at"), n))
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
	var people []int64
	var calls []engine.Call
	for i, en := range entries {
		if title, is := titles[ids[i]]; is {
			people = append(people, en.Number("person"))
			calls = append(calls, s.told([]int64{en.Number("person")}, en.ID+"."+ids[i], en.Number("at"),
				keptNotification{Kind: campus.Promoted, Course: ids[i], Title: title})...)
		}
	}
	return s.tell(ctx, people, calls)
}

// ownNotifications tells all that a person was told, the newest first.
func (s *Store) ownNotifications(ctx context.Context, person campus.Person, to OwnData) error {
	for cursor := ""; ; {
		page, err := s.Inbox.Page(ctx, person.ID, cursor, ownChunk)
		if err != nil {
			return err
		}
		for _, n := range page.Notifications {
			if err := to.Notification(n); err != nil {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}
