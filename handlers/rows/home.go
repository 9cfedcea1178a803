package rows

import (
	"slices"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// What the first page shows at most of each; the rest is a click away.
const (
	homeRooms   = 6
	homeCourses = 8
	homeNews    = 2
	homeCrowded = 3
)

// Home fills in what somebody's first page shows.
func (c Clock) Home(p *views.HomePage, who campus.Person, today store.Today) {
	p.Date = c.Now.In(c.Zone).Format("Monday 2 January")
	p.Active = c.MeetingRows(today.Active)
	later := slices.IndexFunc(today.Coming, func(l store.Listed) bool { return !c.sameDay(l.Instance.From) })
	if later < 0 {
		later = len(today.Coming)
	}
	p.Today, p.Coming = c.MeetingRows(today.Coming[:later]), c.MeetingRows(today.Coming[later:])
	p.Waits = c.waits(who, today)
	c.homeRooms(p, today.Rooms, who.ID)
	for _, one := range today.Courses {
		switch {
		case !one.Course.Open(c.Now):
			p.Past++
		case len(p.Courses) == homeCourses:
			p.MoreCourses++
		default:
			p.Courses = append(p.Courses, c.homeCourse(one))
		}
	}
}

func (c Clock) sameDay(t time.Time) bool {
	return midnight(t.In(c.Zone)).Equal(midnight(c.Now.In(c.Zone)))
}

// waits says what waits for a decision of one of the staff, and leads there.
func (c Clock) waits(who campus.Person, today store.Today) []views.WaitRow {
	var all []views.WaitRow
	add := func(n int, icon, one, many, path string) {
		if n > 0 {
			all = append(all, views.WaitRow{Icon: icon, Text: views.Count(n, one, many), Path: path})
		}
	}
	w := today.Waits
	add(w.Approvals, "people", "person waits to be let in", "people wait to be let in", views.PeoplePath(views.PeopleAsked{Waiting: true}))
	add(w.Wishes, "courses", "person wishes to teach", "people wish to teach", views.PeoplePath(views.PeopleAsked{Wish: true}))
	if w.MoreReports && w.Reports > 0 {
		all = append(all, views.WaitRow{Icon: "warning", Text: "At least " + views.Count(w.Reports, "report is open", "reports are open"),
			Path: views.PathReports})
	} else {
		add(w.Reports, "warning", "report is open", "reports are open", views.PathReports)
	}
	crowded := today.Crowded(who, c.Now)
	for _, m := range crowded[:min(len(crowded), homeCrowded)] {
		title := " for a place in “" + campus.Isolated(m.Course.Title) + "”"
		add(m.Course.Waiting, "clock", "person waits"+title, "people wait"+title, views.StudentsPath(m.Course.ID, ""))
	}
	return all
}

// homeRooms shows the rooms in which something is unread.
func (c Clock) homeRooms(p *views.HomePage, all []store.MyRoom, reader int64) {
	for _, m := range all {
		if len(p.Rooms) == homeRooms {
			p.MoreRooms++
			continue
		}
		p.Rooms = append(p.Rooms, c.RoomRow(m, reader))
	}
}

func (c Clock) homeCourse(one store.CourseNews) views.HomeCourse {
	row := views.HomeCourse{CourseRow: c.CourseRow(one.Course, one.Mine, nil), New: len(one.News)}
	for _, n := range one.News[:min(len(one.News), homeNews)] {
		row.News = append(row.News, views.Piece{Text: n.Head(), Link: opens(n), At: c.brief(n.At)})
	}
	return row
}
