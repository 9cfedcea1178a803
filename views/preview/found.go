package preview

import "stoa/views"

// founds returns what a search in rooms has found.
func founds(assets views.Assets) []Sample {
	general := views.Place{Kind: "general", Name: "General", Path: "/rooms/general"}
	course := views.Place{Kind: "course", Name: "Distributed systems by example", Path: "/rooms/course-0190c3f2a7b44e51a0c1d2e3f4a5b6c7"}
	hypatia := views.Place{Kind: "private", Name: "Hypatia", Path: "/rooms/1:5"}
	hit := func(before, hit, after string) []views.Span {
		return []views.Span{{Text: before}, {Text: hit, Hit: true}, {Text: after}}
	}
	rows := []views.FoundLine{
		{ID: 214, AuthorID: 5, Author: "Hypatia", At: at("13:05"), Room: course, Link: views.LineLink(course.Path, 214),
			Words: hit("The ", "exam", " is on Friday at ten, in the large hall. Bring a pen, nothing else."), Edited: true},
		{ID: 31, AuthorID: 12, Author: "Friederike Müller-Lüdenscheidt", At: at("12:44"), Room: general,
			Link: views.LineLink(general.Path, 31),
			Words: hit("… whoever has notes of last year's ", "exams",
				", with Donaudampfschifffahrtselektrizitätenhauptbetriebswerk and all …")},
		{ID: 9, AuthorID: 14, Author: "Hamid", At: at("12:40"), Room: course, Link: views.LineLink(course.Path, 9), Folded: true,
			Words: hit("no ", "exam", " again!")},
		{ID: 3, AuthorID: 5, Author: "Hypatia", At: at("09:10"), Room: hypatia, Link: views.LineLink(hypatia.Path, 3),
			Words: hit("about your ", "exam", ": come by when you like")},
	}
	found := func(title string, change func(*views.FoundPage)) views.FoundPage {
		p := views.FoundPage{Page: page(assets, title, views.NavRooms, &student), Asked: views.FoundAsked{Query: "exam"}, Rows: rows}
		change(&p)
		return p
	}
	const everywhere, inCourse = "Search in your rooms", "Search in Distributed systems by example"
	return []Sample{
		sample("Search in rooms", "/found", views.Found, found(everywhere, func(p *views.FoundPage) {
			p.Meant, p.Next = []string{"exams"}, "/rooms/search?q=exam&cursor=x"
		})),
		sample("Search in rooms, too many", "/found/many", views.Found, found(everywhere, func(p *views.FoundPage) {
			p.Rows, p.Looked, p.LeftOut, p.First = rows[:1], 300, 202, "/rooms/search?q=exam"
			p.Asked.From, p.Many = "an", true
		})),
		sample("Search in rooms, nothing", "/found/nothing", views.Found, found(everywhere, func(p *views.FoundPage) {
			p.Rows, p.Asked.Query = nil, "(exam AND \"pen\": nothing)"
		})),
		sample("Search in a room", "/found/room", views.Found, found(inCourse, func(p *views.FoundPage) {
			p.Rows, p.Room, p.Asked.Room = rows[:1], course, "course-0190c3f2a7b44e51a0c1d2e3f4a5b6c7"
			p.Asked.Sort, p.Asked.From = "newest", "hyp"
		})),
		sample("Search in a room, from nobody", "/found/nobody", views.Found, found(inCourse, func(p *views.FoundPage) {
			p.Rows, p.Room, p.Nobody, p.Asked = nil, course, true, views.FoundAsked{Query: "exam", From: "zeno",
				Room: "course-0190c3f2a7b44e51a0c1d2e3f4a5b6c7"}
		})),
	}
}
