package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

// catalogue returns the courses and each state of one course.
func catalogue(assets views.Assets) []Sample {
	list := page(assets, "Courses", views.NavCourses, &student)
	found := views.CoursesPage{Page: list, Since: "2026-11-21T09:00:00.000Z",
		Asked: views.CoursesAsked{Query: "distributed red", Level: "beginner", Available: "1"}, Meant: []string{"read"}, Rows: matches(),
		Seats: seats(matches())}
	all := views.CoursesPage{Page: list, Since: "2026-11-21T09:00:00.000Z", Rows: courses(), Seats: seats(courses()),
		Next: views.CoursesPath(views.CoursesAsked{Cursor: "b3BhcXVl"}), Staff: true}
	later := views.CoursesPage{Page: list, Since: "2026-11-21T09:00:00.000Z", Rows: courses()[3:], Seats: seats(courses()[3:]),
		First: views.CoursesPath(views.CoursesAsked{})}
	nothing := views.CoursesPage{Page: list, Since: "2026-11-21T09:00:00.000Z",
		Asked: views.CoursesAsked{Query: `"quantum: (basket) weaving" 🧺 and everything that goes with it ` +
			"in one very long question"}}
	cards := views.CoursesPage{Page: list, Since: "2026-11-21T09:00:00.000Z", Asked: views.CoursesAsked{Cards: "1", Teacher: "41"},
		Taught: "Hypatia", Rows: courses(), Seats: seats(courses())}
	return append([]Sample{
		sample("Courses", "/courses", views.Courses, all),
		sample("Courses, as cards", "/courses/cards", views.Courses, cards),
		sample("Courses, the last page", "/courses/last", views.Courses, later),
		sample("Courses, search", "/courses/search", views.Courses, found),
		sample("Courses, nothing found", "/courses/nothing", views.Courses, nothing),
		sample("Courses, none yet", "/courses/empty", views.Courses,
			views.CoursesPage{Page: list, Seats: seats(nil), Since: "2026-11-21T09:00:00.000Z"}),
		sample("My courses", "/courses/mine", views.MyCourses,
			views.MyCoursesPage{Page: page(assets, "My courses", views.NavCourses, &teacher),
				Open: courses()[2:3], Past: over()}),
		sample("My courses, none yet", "/courses/mine/empty", views.MyCourses,
			views.MyCoursesPage{Page: page(assets, "My courses", views.NavCourses, &student)}),
		sample("Course, open", "/course/open", views.Course, course(assets, func(*views.CoursePage) {})),
		sample("Course, enrolled", "/course/enrolled", views.Course, course(assets, func(p *views.CoursePage) {
			p.Mine, p.Seats.Taken, p.CanEnrol = views.MineEnrolled, 10, false
			p.Notice = "You are enrolled."
		})),
		sample("Course, full", "/course/full", views.Course, course(assets, func(p *views.CoursePage) {
			p.Seats.Taken, p.Meetings = 12, nil
		})),
		sample("Course, filled meanwhile", "/course/filled", views.Course, course(assets, func(p *views.CoursePage) {
			p.Seats.Taken, p.Seats.Waiting = 12, 4
			p.Form.Error = campus.ErrCourseFull.Sentence
		})),
		sample("Course, waiting at position 3", "/course/waiting", views.Course, course(assets, func(p *views.CoursePage) {
			p.Seats.Taken, p.Seats.Waiting, p.Mine, p.Position = 12, 4, views.MineWaiting, 3
			p.NewsLevel = views.NewsLevel{Course: p.ID, Title: p.Title, Level: "mentions", Op: "op-2", Back: views.CoursePath(p.ID)}
		})),
		sample("Course, closed", "/course/closed", views.Course, course(assets, func(p *views.CoursePage) {
			p.Seats.Closed, p.CanEnrol = true, false
			p.Closes.Closed, p.Closes.At = true, views.Moment{Text: "Fri 13 Nov, 18:00 EET", ISO: "2026-11-13T18:00:00+02:00"}
		})),
		sample("Course, as a teacher", "/course/teacher", views.Course, course(assets, func(p *views.CoursePage) {
			p.Me, p.CanEnrol, p.Staff, p.Own = &teacher, false, true, true
			p.With = []views.NamedPerson{{ID: 43, Name: "Friederike Müller-Lüdenscheidt"}, {ID: 44, Name: "أبو الريحان البيروني"}}
			p.Online = map[int64]bool{42: true, 44: true}
			p.Title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and its archives"
			p.Seats.Unlimited, p.Closes.At = true, views.Moment{}
		})),
		sample("Course, closed, as a teacher", "/course/closed/teacher", views.Course, course(assets, func(p *views.CoursePage) {
			p.Me, p.CanEnrol, p.Staff, p.Seats.Closed = &teacher, false, true, true
		})),
	}, courseDeeds(assets)...)
}

// courseDeeds returns what the staff of a course do with it.
func courseDeeds(assets views.Assets) []Sample {
	return []Sample{
		sample("New course", "/course/new", views.CourseForm, courseForm(assets, "New course", "")),
		sample("Edit course, changed meanwhile", "/course/edit", views.CourseForm,
			courseForm(assets, "Edit Distributed systems by example", "0190c3f2a7b44e51a0c1d2e3f4a5b6c7")),
		sample("Students", "/course/students", views.Students,
			views.StudentsPage{Page: page(assets, "Students of Distributed systems", views.NavCourses, &teacher),
				ID: "0190c3f2a7b44e51a0c1d2e3f4a5b6c7", Course: "Distributed systems by example", Taken: 2, Waiting: 1,
				Next: "/courses/1/students?cursor=x",
				Enrolled: []views.Pupil{
					{ID: 5, Name: "Γιάννης Παπαδάτος-Κωνσταντινόπουλος", Email: "johnpapadatos77@hotmail.com", Online: true,
						Since: views.Moment{Text: "Mon 16 Nov, 09:12", ISO: "2026-11-16T09:12:00+02:00"}},
					{ID: 6, Name: "حامد", Email: "hamidmeh9@hotmail.com",
						Since: views.Moment{Text: "Today, 10:01", ISO: "2026-11-21T10:01:00+02:00"}}},
				Queue: []views.Pupil{{ID: 7, Name: "Haled", Email: "haledmeh10@hotmail.com", Position: 1}}}),
		sample("Students, nobody yet", "/course/students/empty", views.Students, views.StudentsPage{ID: "0190c3f2a7b44e51a0c1d2e3f4a5b6c7",
			Page: page(assets, "Students of Logic", views.NavCourses, &teacher), Course: "Logic"}),
	}
}

// courseForm returns the form of a course: a new one that was refused, or one that somebody else has changed meanwhile.
func courseForm(assets views.Assets, title, id string) views.CourseFormPage {
	p := views.CourseFormPage{Page: page(assets, title, views.NavCourses, &teacher), ID: id, Own: true, Life: "30 days", Longer: "1 day",
		Form: views.Form{Op: "op-1", Action: views.PathCourses,
			Values: map[string]string{"title": "Distributed systems by example", "summary": "What breaks when one machine becomes three.",
				"level": "intermediate", "places": "many", "closing": "date", "closes_date": "2026-12-04", "closes_time": "18:00",
				"zone": "Europe/Athens", "co_teachers": "thales\nhypatia"}},
		With:  []views.CoTeacher{{Username: "thales", Name: "Thales of Miletus", Kept: true}, {Username: "euclid", Name: "Euclid"}},
		Typed: []string{"hypatia"}, Teachers: []views.CoTeacher{{Username: "thales", Name: "Thales of Miletus"}}}
	if id == "" {
		p.Form.Error, p.Form.Errors = "Please check what is marked.",
			map[string]string{"places": "a number from 1 to 1,000,000, or unlimited"}
		return p
	}
	p.Course, p.Taken, p.Form.Values["places"], p.Form.Values["teacher"] = "Distributed systems by example", 9, "14", "hypatia"
	p.Form.Error, p.Form.Errors = campus.ErrMeanwhile.Sentence, map[string]string{"places": "somebody else has changed this"}
	p.Theirs = []views.Fact{{Name: "Places", Text: "20"}, {Name: "Summary", Text: ""}}
	return p
}

// course returns one course, changed to a state.
func course(assets views.Assets, change func(*views.CoursePage)) views.CoursePage {
	p := views.CoursePage{
		Page: page(assets, "Distributed systems by example", views.NavCourses, &student),
		ID:   "0190c3f2a7b44e51a0c1d2e3f4a5b6c7", Title: "Distributed systems by example",
		Summary: "What breaks when one machine becomes three, and what to do about it. We read a little and build a lot: a replicated " +
			"log, a lock that is not one, a queue that forgets nothing.\n\nYou should have written a few hundred lines of code in any " +
			"language before. Bring a laptop; the first evening is spent making it fail on purpose.",
		Level: "intermediate", Teacher: "Hypatia", TeacherID: 42,
		Seats: views.Seats{Course: "0190c3f2a7b44e51a0c1d2e3f4a5b6c7", Taken: 9, Places: 12},
		Closes: views.Closing{Course: "0190c3f2a7b44e51a0c1d2e3f4a5b6c7",
			At: views.Moment{Text: "Fri 4 Dec, 18:00 EET", ISO: "2026-12-04T18:00:00+02:00"}},
		CanEnrol: true, Form: views.Form{Op: "op-1"}, Meetings: coming()[:2],
	}
	p.Live = views.LivePath(campus.CourseTopic(p.ID), campus.TopicPresence)
	change(&p)
	return p
}

// courses returns a catalogue as it would be.
func courses() []views.CourseRow {
	return []views.CourseRow{
		row("a1", "Distributed systems by example",
			"What breaks when one machine becomes three, and what to do about it. We read a little and build a lot.",
			"Hypatia", "intermediate", views.Seats{Taken: 9, Places: 12}, "Fri 4 Dec, 18:00", views.MineEnrolled),
		row("a2", "Εισαγωγή στη βυζαντινή μουσική", "Οκτώ ήχοι, σημειογραφία και πράξη, από την πρώτη νότα ως το πρώτο τροπάριο.",
			"Θεοδώρα Κομνηνή-Παλαιολογίνα", "beginner", views.Seats{Taken: 20, Places: 20, Waiting: 4}, "Mon 30 Nov, 12:00",
			views.MineWaiting),
		soon(row("a3", "Geometry with ruler and string", "Everything that can be drawn without a number.",
			"Thales of Miletus", "beginner", views.Seats{Taken: 3, Places: 8}, "today, 14:05", "")),
		row("a4", "Reading group: The Republic", "One book a fortnight, aloud.", "Hypatia", "advanced",
			views.Seats{Taken: 31, Unlimited: true}, "", ""),
		row("a5", "Statistics for people who were told they cannot count",
			"From counting pebbles to doubting newspapers, with more pebbles than formulas and no prior knowledge whatsoever. "+
				"Each evening begins with a claim somebody made in public and ends with what one may say about it honestly.",
			"Thales of Miletus", "beginner", views.Seats{Taken: 1, Places: 240}, "Sat 12 Dec, 09:00", ""),
		row("a6", "Übungen zur Donaudampfschifffahrtsgesellschaftskapitänsprüfung", "Fluss, Recht, Knoten.",
			"Friederike Müller-Lüdenscheidt", "advanced", views.Seats{Taken: 6, Places: 6}, "Tue 1 Dec, 20:00", ""),
	}
}

// seats is the stream that keeps the seats of courses up to date.
func seats(rows []views.CourseRow) string {
	topics := []string{campus.TopicCourses}
	for _, r := range rows {
		topics = append(topics, campus.CourseTopic(r.ID))
	}
	return views.LivePath(topics...)
}

// over returns a course that is past, as its teacher sees it.
func over() []views.CourseRow {
	r := courses()[0]
	r.Seats.Closed, r.Closes.Closed, r.Mine, r.Reopen = true, true, "", "op-1"
	return []views.CourseRow{r}
}

// matches returns what a search for two words found.
func matches() []views.CourseRow {
	all := courses()
	first, second := all[0], all[4]
	first.Title = []views.Span{{Text: "Distributed", Hit: true}, {Text: " systems by example"}}
	first.Summary = []views.Span{{Text: "…build a lot: a "}, {Text: "red", Hit: true},
		{Text: "undant log, a lock that is not one, a queue in "}, {Text: "Red", Hit: true}, {Text: "is that forgets nothing."}}
	second.Summary = []views.Span{{Text: "…one evening on how income is "}, {Text: "distributed", Hit: true},
		{Text: ", and how it is told."}}
	return []views.CourseRow{first, second}
}

func row(id, title, summary, teacher, level string, seats views.Seats, closes, mine string) views.CourseRow {
	seats.Course = id
	r := views.CourseRow{ID: id, Title: text(title), Summary: text(summary), Teacher: text(teacher), TeacherID: 41, Level: level,
		Seats: seats, Mine: mine}
	r.Closes = views.Closing{Course: id}
	if closes != "" {
		r.Closes.At = views.Moment{Text: closes + " EET", ISO: "2026-12-04T18:00:00+02:00"}
	}
	return r
}

func soon(r views.CourseRow) views.CourseRow {
	r.Closes.Soon = true
	return r
}
