package preview

import "stoa/views"

// inboxes returns what somebody was told.
func inboxes(assets views.Assets) []Sample {
	told := views.ToldPath
	rows := []views.InboxRow{
		{ID: "9-0.a", Kind: "course-changed", Head: "Distributed systems by example has changed", Link: told("9-0.a"), At: at("13:06"),
			Changes: []string{
				"places 10 → 12", "enrolment closes by itself → Fri 4 Dec 2026, 18:00 EET",
				"co-teachers nobody → Friederike Müller-Lüdenscheidt"}},
		{ID: "8-0.a", Kind: "promoted", Head: "You have a place in Logic now: you have moved up from the waiting list", Link: told("8-0.a"),
			At: at("12:50")},
		{ID: "7-0.a", Kind: "course-deleted", At: at("09:00"), Read: true,
			Head: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and its archives was deleted"},
		{ID: "6-1.m7", Kind: "meeting-moved", Head: "Seminar has moved", Link: told("6-1.m7"), At: at("08:30"), Read: true,
			Changes: []string{"Tue 3 Mar 10:00 → Wed 4 Mar 10:00", "and 11 later dates"}},
		{ID: "6-0.a", Kind: "course-closed", Head: "Sets has closed: nobody can enrol any more", Link: told("6-0.a"), At: at("08:00"), Read: true},
	}
	every := []views.InboxRow{
		{ID: "12-0.a", Kind: "meeting-starting", Head: "Logic, weekly begins soon", Link: told("12-0.a"), At: at("13:06"),
			Changes: []string{"Fri 20 Nov 13:16–14:00"}},
		{ID: "11-0.a", Kind: "course-closing", Head: "Enrolment in Logic closes soon", Link: told("11-0.a"), At: at("13:00"),
			Changes: []string{"Sat 21 Nov 13:00"}},
		{ID: "10-0.a", Kind: "report", Head: "A message was reported in Seminar", Link: told("10-0.a"), At: at("12:00")},
		{ID: "9-1.a", Kind: "role-decided", Head: "You are a teacher now", Link: told("9-1.a"), At: at("11:00"), Read: true},
		{ID: "8-1.a", Kind: "mention", Head: "Hamid has mentioned you in Seminar", Link: told("8-1.a"), At: at("10:40"), Read: true},
		{ID: "7-1.a", Kind: "meeting-cancelled", Head: "A date of Seminar is cancelled", At: at("10:30"), Read: true,
			Changes: []string{"Mon 23 Nov 10:00–11:00"}, After: "This meeting is not there any more"},
		{ID: "6-2.a", Kind: "reminded", Head: "You are missed in Seminar: it is on now", Link: told("6-2.a"), At: at("10:00"), Read: true},
	}
	levels := []views.NewsLevel{
		{Course: "0190c3f2a7b44e51a0c1d2e3f4a5b6c7", Title: "Distributed systems by example", Level: "all", Op: "op-1",
			Back: views.PathLevels},
		{Course: "0190c3f2a7b44e51a0c1d2e3f4a5b6c8", Title: "Logic", Level: "mentions", Op: "op-2", Back: views.PathLevels},
		{Course: "0190c3f2a7b44e51a0c1d2e3f4a5b6c9", Level: "none", Op: "op-3", Back: views.PathLevels,
			Title: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"},
	}
	return []Sample{
		sample("What one is told", "/inbox/levels", views.Levels, views.LevelsPage{
			Page: page(assets, "What you are told", views.NavInbox, &student), Courses: levels}),
		sample("What one is told, no courses", "/inbox/levels/empty", views.Levels, views.LevelsPage{
			Page: page(assets, "What you are told", views.NavInbox, &student)}),
		sample("Inbox, other kinds", "/inbox/kinds", views.Inbox, views.InboxPage{
			Page: page(assets, "Inbox", views.NavInbox, &teacher).WithUnread(3), Rows: every, Came: 1795172760000, Op: "op-1"}),
		sample("Inbox", "/inbox", views.Inbox, views.InboxPage{Page: page(assets, "Inbox", views.NavInbox, &student).WithUnread(2),
			Rows: rows,
			Came: 1795172760000, Op: "op-1", Next: "/inbox?cursor=x"}),
		sample("Inbox, nothing yet", "/inbox/empty", views.Inbox, views.InboxPage{Page: page(assets, "Inbox", views.NavInbox, &student),
			Op: "op-1"}),
	}
}
