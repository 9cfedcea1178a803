package preview

import "stoa/views"

// inboxes returns what somebody was told.
func inboxes(assets views.Assets) []Sample {
	link := "/courses/0190c3f2a7b44e51a0c1d2e3f4a5b6c7"
	rows := []views.InboxRow{
		{ID: "9-0.a", Kind: "course-changed", Head: "Distributed systems by example has changed", Link: link, At: at("13:06"),
			Changes: []string{
				"places 10 → 12", "enrolment closes by itself → Fri 4 Dec 2026, 18:00 EET",
				"co-teachers nobody → Friederike Müller-Lüdenscheidt"}},
		{ID: "8-0.a", Kind: "promoted", Head: "You have a place in Logic now: you have moved up from the waiting list", Link: link,
			At: at("12:50")},
		{ID: "7-0.a", Kind: "course-deleted", At: at("09:00"), Read: true,
			Head: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and its archives was deleted"},
		{ID: "6-1.m7", Kind: "meeting-moved", Head: "Seminar has moved", Link: "/meetings/7/2", At: at("08:30"), Read: true,
			Changes: []string{"Tue 3 Mar 10:00 → Wed 4 Mar 10:00", "and 11 later dates"}},
		{ID: "6-0.a", Kind: "course-closed", Head: "Sets has closed: nobody can enrol any more", Link: link, At: at("08:00"), Read: true},
	}
	return []Sample{
		sample("Inbox", "/inbox", views.Inbox, views.InboxPage{Page: page(assets, "Inbox", views.NavInbox, &student).WithUnread(2),
			Rows: rows,
			UpTo: "2026-11-20T11:06:00Z", Op: "op-1", Next: "/inbox?cursor=x"}),
		sample("Inbox, nothing yet", "/inbox/empty", views.Inbox, views.InboxPage{Page: page(assets, "Inbox", views.NavInbox, &student),
			Op: "op-1"}),
	}
}
