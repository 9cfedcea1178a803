package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// demoZone is where the demo's people live.
const demoZone = "Europe/Athens"

// demo is stoa demo: fills a campus with demo data. Doing it again changes nothing that exists, except that a meeting
// without an open date gets one.
func demo(ctx context.Context, args []string, p program) error {
	c, err := parseConfig("demo", args, p, nil)
	if err != nil {
		return err
	}
	data, err := besideStore(ctx, c, p)
	if err != nil {
		return err
	}
	defer data.close()
	if err := loadDemo(ctx, data.store); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "The demo is loaded. Sign in as john, thales or admin with the password %s.\n", demoPassword)
	return nil
}

// demoPeople are whom the sign-in page of a demo campus names.
func demoPeople() []views.DemoPerson {
	people := make([]views.DemoPerson, len(demoCast))
	for i, p := range demoCast {
		people[i] = views.DemoPerson{Username: p.username, Name: p.name, Role: string(p.role), Password: demoPassword}
	}
	return people
}

// loader loads the demo into a store.
type loader struct {
	store  *store.Store
	now    time.Time
	hash   string // of the password, which is the same for all: hashed once
	people map[string]campus.Person
}

func loadDemo(ctx context.Context, s *store.Store) error {
	l := &loader{store: s, now: s.Now(), people: map[string]campus.Person{}}
	for _, load := range []func(context.Context) error{l.loadPeople, l.loadCourses, l.loadMeetings, l.loadRooms} {
		if err := load(ctx); err != nil {
			return err
		}
	}
	return nil
}

// once does a piece of the demo unless it has been done; do returns what to remember of it, never "".
func (l *loader) once(ctx context.Context, name string, do func() (string, error)) (string, error) {
	mark, err := l.store.Demo.Mark(ctx, name)
	if err != nil || mark != "" {
		return mark, err
	}
	if mark, err = do(); err != nil {
		return "", err
	}
	return mark, l.store.Demo.SetMark(ctx, name, mark)
}

func (l *loader) loadPeople(ctx context.Context) error {
	for _, p := range demoCast {
		if err := l.loadPerson(ctx, p); err != nil {
			return err
		}
	}
	for i, name := range demoStudents {
		username := store.UsernameOf(name)
		gender := []string{"female", "male", "other", ""}[i%4]
		if err := l.loadPerson(ctx, demoPerson{username, name, username + "@stoa.example", gender, campus.Student, 18 + i%12}); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) loadPerson(ctx context.Context, p demoPerson) error {
	id, err := l.store.People.Find(ctx, p.username)
	if err != nil {
		return err
	}
	if id != 0 {
		l.people[p.username], err = l.store.People.Get(ctx, id)
		return err
	}
	if l.hash == "" {
		if l.hash, err = l.store.People.HashPassword(ctx, demoPassword); err != nil {
			return err
		}
	}
	n := campus.NewPerson{Username: p.username, Name: p.name, Email: p.email, Role: p.role, Gender: p.gender, Zone: demoZone, Hash: l.hash}
	if p.age > 0 {
		n.Born = l.now.AddDate(-p.age, -1, 0).Format(time.DateOnly)
	}
	// They have been here since before the first date, so that what was said meanwhile is theirs to read.
	past := l.store.At(func() time.Time { return l.now.AddDate(0, -2, 0) })
	l.people[p.username], err = past.People.Create(ctx, store.Itself("demo:"+p.username), n)
	return err
}

func (l *loader) loadCourses(ctx context.Context) error {
	for i, c := range demoCourses {
		if _, err := l.once(ctx, "course:"+c.name, func() (string, error) { return l.loadCourse(ctx, c, i) }); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) loadCourse(ctx context.Context, c demoCourse, n int) (string, error) {
	// Each was made at another time, so that "newest first" says something.
	made := l.now.Add(-time.Duration(len(demoCourses)-n) * 26 * time.Hour)
	draft := campus.NewCourse{Title: c.title, Summary: c.summary, Level: c.level, Places: c.places, Unlimited: c.places == 0}
	// Where courses live for minutes the one that closes soon does so by itself. The others would be over by now: they close
	// at a time.
	ttl, _ := l.store.Courses.Life()
	switch {
	case c.closesInMinutes > 0 && ttl <= time.Hour:
		made = l.now
	case c.closesInMinutes > 0:
		draft.Closing, draft.Closes = campus.ClosesDate, l.now.Add(time.Duration(c.closesInMinutes)*time.Minute)
	case made.Add(ttl).Before(l.now.AddDate(0, 0, 1)):
		draft.Closing, draft.Closes = campus.ClosesDate, made.AddDate(0, 0, 30)
	}
	past := l.store.At(func() time.Time { return made })
	course, err := past.Courses.Create(ctx, l.people[c.teacher], draft, "demo:"+c.name)
	if err != nil {
		return "", err
	}
	for i := range c.students + c.waiting {
		student := l.people[store.UsernameOf(demoStudents[(i*7+n*3)%len(demoStudents)])]
		if _, err := past.Courses.Enrol(ctx, student, course.ID, i >= c.students, "demo"); err != nil {
			return "", err
		}
	}
	return course.ID, nil
}

func (l *loader) loadMeetings(ctx context.Context) error {
	for _, m := range demoMeetings {
		mark, err := l.once(ctx, "meeting:"+m.name, func() (string, error) { return l.loadMeeting(ctx, m) })
		if err != nil {
			return err
		}
		id, _ := campus.ParseID(mark)
		if err := l.keepActive(ctx, m, id); err != nil {
			return err
		}
	}
	return nil
}

// loadMeeting plans a meeting with its past dates; keepActive adds the one that is now.
func (l *loader) loadMeeting(ctx context.Context, m demoMeeting) (string, error) {
	n := campus.NewMeeting{Title: m.title, Description: m.description, Public: m.public, Audience: m.audience}
	for week := m.weeks - 1; week > 0; week-- {
		n.Slots = append(n.Slots, l.slot(m, week))
	}
	if len(n.Slots) == 0 {
		n.Slots = []campus.Slot{l.slot(m, 0)}
	} else if len(demoTalk[m.name]) > 0 {
		// A Stoa that runs ends at once what is over; so this date lasts until its talk has been written, and ends then.
		n.Slots[len(n.Slots)-1].To = l.now.Add(time.Hour)
	}
	made, err := l.store.Meetings.Create(ctx, l.people[m.host], n, "demo:"+m.name)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(made.ID, 10), l.loadTalk(ctx, m, made)
}

// slot is a meeting's date some weeks ago; with 0 the one that is now, since the last full hour, or tomorrow.
func (l *loader) slot(m demoMeeting, weeks int) campus.Slot {
	from := l.now.Truncate(time.Hour).AddDate(0, 0, -7*weeks)
	if m.tomorrow {
		from = from.Add(18 * time.Hour)
	}
	return campus.Slot{From: from, To: from.Add(time.Duration(m.hours) * time.Hour), Zone: demoZone}
}

// loadTalk lets the last date have happened: who was there and what was said, each at its time, and its end.
func (l *loader) loadTalk(ctx context.Context, m demoMeeting, made campus.Meeting) error {
	if made.Orders == 0 || len(demoTalk[m.name]) == 0 {
		return nil
	}
	begin := l.slot(m, 1).From
	at := func(minute int) *store.Store {
		return l.store.At(func() time.Time { return begin.Add(time.Duration(minute)*time.Minute + 12*time.Second) })
	}
	joined := map[string]bool{}
	for i, line := range demoTalk[m.name] {
		who, op := l.people[line.username], fmt.Sprintf("demo:%d", i)
		if !joined[line.username] {
			joined[line.username] = true
			if err := at(line.minute).Meetings.Join(ctx, who, made.ID, made.Orders, op); err != nil {
				return err
			}
		}
		if _, err := at(line.minute).Rooms.Post(ctx, who, store.MeetingRoom(made.ID, made.Orders), campus.NewLine{Body: line.body},
			op); err != nil {
			return err
		}
	}
	// It was planned as it was held: the end moves to its place, and nobody ended it early.
	end := l.store.At(func() time.Time { return l.slot(m, 1).To.Add(-time.Second) })
	return end.Meetings.MoveInstances(ctx, l.people[m.host], made.ID, made.Orders, l.slot(m, 1), false, 0, "demo")
}

// keepActive plans a date for a meeting that has none now or to come, so that tomorrow's demo is alive too.
func (l *loader) keepActive(ctx context.Context, m demoMeeting, id int64) error {
	meeting, err := l.store.Meetings.Get(ctx, id)
	if campus.CodeOf(err) == campus.NotFound && err != nil {
		return nil // somebody has deleted it
	}
	if err != nil {
		return err
	}
	instances, err := l.store.Meetings.Instances(ctx, meeting)
	if err != nil {
		return err
	}
	for _, i := range instances {
		if state := i.State(l.now); state == campus.Active || m.tomorrow && state == campus.Scheduled {
			return nil
		}
	}
	_, err = l.store.Meetings.AddInstance(ctx, l.people[m.host], id, l.slot(m, 0), "demo:"+l.now.Truncate(time.Hour).Format(time.RFC3339))
	return err
}
