package preview

import (
	"strings"

	"stoa/views"
)

// homes returns the first page of a busy day, of a quiet one, of who is new, and of each role.
func homes(assets views.Assets) []Sample {
	home := func(me *views.Me, change func(*views.HomePage)) views.HomePage {
		p := views.HomePage{Page: page(assets, "Home", views.NavHome, me), Date: "Friday 20 November"}
		change(&p)
		return p
	}
	nothing := func(*views.HomePage) {}
	return []Sample{
		sample("Home", "/home", views.Home, home(&student, busy)),
		sample("Home, a quiet day", "/home/quiet", views.Home, home(&student, func(p *views.HomePage) {
			p.Coming, p.Courses, p.Past = coming(), []views.HomeCourse{{CourseRow: courses()[0]}}, 3
		})),
		sample("Home, nothing on", "/home/nothing", views.Home, home(&student, func(p *views.HomePage) { p.Past = 1 })),
		sample("Home of a new student", "/home/new", views.Home, home(&student, nothing)),
		sample("Home of a new teacher", "/home/new/teacher", views.Home,
			home(&teacher, func(p *views.HomePage) { p.Coming = coming()[:1] })),
		sample("Home of a new admin", "/home/new/admin", views.Home, home(&admin, nothing)),
		sample("Home of a teacher", "/home/teacher", views.Home, home(&teacher, teaches)),
		sample("Home of an admin", "/home/admin", views.Home, home(&admin, func(p *views.HomePage) {
			p.Active, p.Rooms = []views.MeetingRow{seminar()}, unread()[:1]
			p.Waits = []views.WaitRow{
				{Icon: "people", Text: "12 people wait to be let in", Path: views.PeoplePath(views.PeopleAsked{Waiting: true})},
				{Icon: "courses", Text: "1 person wishes to teach", Path: views.PeoplePath(views.PeopleAsked{Wish: true})},
				{Icon: "warning", Text: "At least 20 reports are open", Path: views.PathReports}}
			p.Past = 1
		})),
		sample("Home, long titles", "/home/long", views.Home, home(&student, endless)),
	}
}

func busy(p *views.HomePage) {
	later := coming()[0]
	later.ID, later.Title, later.When = 9, "Office hour", today("18:00", "19:00")
	p.Active, p.Today, p.Coming = []views.MeetingRow{bdms(), seminar()}, []views.MeetingRow{later}, coming()
	p.Rooms, p.MoreRooms = unread(), 2
	all := courses()
	p.Courses = []views.HomeCourse{
		{CourseRow: all[0], New: 3, News: []views.Piece{
			{Text: "A lock that is not one has moved", Link: views.ToldPath("9-0.m7"), At: at("12:58")},
			{Text: "Distributed systems by example has changed", Link: views.ToldPath("8-0.a1"), At: at("09:12")}}},
		{CourseRow: all[1]}}
	p.Past = 1
}

func teaches(p *views.HomePage) {
	p.Active, p.Rooms = []views.MeetingRow{dsa()}, unread()[1:]
	p.Coming = coming()
	p.Waits = []views.WaitRow{{Icon: "warning", Text: "1 report is open", Path: views.PathReports},
		{Icon: "clock", Text: "4 people wait for a place in “Εισαγωγή στη βυζαντινή μουσική”", Path: views.StudentsPath("a2", "")}}
	mine := courses()[1]
	mine.Mine = ""
	p.Courses = []views.HomeCourse{{CourseRow: mine}}
}

// endless is what titles and names may be at most.
func endless(p *views.HomePage) {
	busy(p)
	title := strings.TrimSpace(strings.Repeat("Introduction to everything that one may want to know ", 4))
	unbroken := strings.Repeat("Donaudampfschifffahrtsgesellschaft", 5)
	p.Active[1].Title, p.Today[0].Title, p.Coming[0].Title = title, unbroken, title
	p.Rooms[0].Name, p.Rooms[1].Name = title, unbroken
	p.Courses[0].Title, p.Courses[1].Title = text(title), text(unbroken)
	p.Courses[0].News[0].Text = unbroken + " has moved"
	p.Waits = []views.WaitRow{{Icon: "clock", Text: "1,204 people wait for a place in “" + unbroken + "”", Path: "/"}}
}

func unread() []views.RoomRow {
	return []views.RoomRow{
		{ID: "1:5", Name: "Hypatia", Path: "/rooms/1:5", Other: 5, Unread: 2, Meant: 2, At: at("12:41"),
			Said: "Could you bring the notes of last week?"},
		{ID: "course-a1", Name: "Distributed systems by example", Path: "/rooms/course-a1", Unread: 14, Meant: 1, At: at("12:20"),
			By: "Θεοδώρα Κομνηνή-Παλαιολογίνα", Said: "@John Papadatos has the answer, I think"},
		{ID: "general", Name: "General", Path: "/rooms/general", Unread: 240, At: at("11:05"), By: "Haled Mahran", Said: "see you there"},
	}
}
