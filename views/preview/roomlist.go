package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

// roomLists returns the list of one's rooms, and where one finds whom to write to.
func roomLists(assets views.Assets) []Sample {
	rows := []views.RoomRow{
		{ID: "course-a", Path: "/rooms/course-a", Name: "Distributed systems by example", Icon: "courses", By: "Thales of Miletus",
			Said: "The third sheet is out. Who wants to present the consensus part, and when?", At: at("13:06"), Unread: 12, Meant: 1},
		{ID: "1:4", Path: "/rooms/1:4", Name: "Thales of Miletus", Other: 4, Online: true, Said: "Could you look at my draft?",
			At: at("12:50"), Unread: 2, Meant: 2},
		{ID: "general", Path: "/rooms/general", Name: "General", Icon: "people", By: "Hypatia", Said: "The library is open until ten tonight",
			At: at("12:31"), Unread: 127},
		{ID: "1:9", Path: "/rooms/1:9", Name: "Friederike Müller-Lüdenscheidt", Other: 9, By: "You", Said: "See you there", At: at("09:12")},
		{ID: "1:7", Path: "/rooms/1:7", Name: "Erased person", Other: 7, Said: "This message was deleted", At: at("08:00"), Closed: true},
		{ID: "1:8", Path: "/rooms/1:8", Name: "حامد", Other: 8, Said: views.FoldedQuoteWords, At: at("07:40"), Unread: 1},
		{ID: "course-b", Path: "/rooms/course-b", Icon: "courses",
			Name: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"},
	}
	list := func(title string) views.Page {
		return page(assets, title, views.NavRooms, &student).WithUnread(2).WithRooms(2)
	}
	found := []views.ToPerson{{ID: 4, Name: "Thales of Miletus", Role: "Teacher", Online: true},
		{ID: 9, Name: "Friederike Müller-Lüdenscheidt"}}
	return []Sample{
		sample("Rooms", "/rooms", views.Rooms, views.RoomsPage{Page: list("Rooms"), Rows: rows, Write: true}),
		sample("Rooms, nothing said", "/rooms/quiet", views.Rooms, views.RoomsPage{
			Page: page(assets, "Rooms", views.NavRooms, &teacher), Quiet: true,
			Rows: []views.RoomRow{{ID: "general", Path: "/rooms/general", Name: "General", Icon: "people"}}}),
		sample("Write to somebody", "/rooms/new", views.WriteTo, views.WriteToPage{Page: list("Write to somebody")}),
		sample("Write to somebody, found", "/rooms/new/found", views.WriteTo, views.WriteToPage{Page: list("Write to somebody"), Query: "th",
			People: found, Why: campus.ErrDMStaff.Sentence, More: true}),
		sample("Write to somebody, too many", "/rooms/new/many", views.WriteTo, views.WriteToPage{Page: list("Write to somebody"), Query: "an",
			More: true}),
		sample("Write to somebody, nobody", "/rooms/new/nobody", views.WriteTo, views.WriteToPage{Page: list("Write to somebody"), Query: "xyz"}),
		sample("Write to somebody, switched off", "/rooms/new/off", views.WriteTo, views.WriteToPage{Page: list("Write to somebody"), Off: true,
			Why: campus.ErrDMOff.Sentence}),
	}
}
