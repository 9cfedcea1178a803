package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

// transcripts returns what is left of a date, in its states.
func transcripts(assets views.Assets) []Sample {
	m := dsa()
	m.State, m.Op = views.StateEnded, ""
	p := views.TranscriptPage{Page: page(assets, "Transcript of "+m.Title, views.NavMeetings, &student), Meeting: m, Zone: "EET",
		Held: "Fri 20 Nov 2026, 13:00 to 15:10", Planned: "Fri 20 Nov 2026, 13:00 to 15:00", Lines: 12, From: 1, To: 12,
		People: transcriptPeople(), Count: 6, Attendance: views.DateAttendancePath(m.ID, m.Order, ""),
		Markdown: views.TranscriptFile(m.ID, m.Order, "md"), CSV: views.TranscriptFile(m.ID, m.Order, "csv")}
	p.Parts = transcriptParts(p.Path())
	staff := p
	staff.Page, staff.Staff, staff.Absent, staff.People = page(assets, "Transcript of "+m.Title, views.NavMeetings, &teacher), true, 2, nil
	for i, one := range transcriptPeople() {
		one.AttendingRow, one.Known = attendees()[2+i%3].AttendingRow, true
		staff.People = append(staff.People, one)
	}
	middle := staff
	middle.Lines, middle.From, middle.To, middle.Count = 1204, 501, 1000, 231
	middle.Earlier, middle.Later = p.Path(), views.TranscriptAfter(p.Path(), 1000)
	empty := p
	empty.Parts, empty.People, empty.Cancelled = transcriptParts("")[:1], nil, true
	empty.Lines, empty.From, empty.To, empty.Count = 0, 0, 0, 0
	empty.Parts[0].Entries = []views.TranscriptEntry{empty.Parts[0].Entries[0]}
	found, none, blank, further := p, p, p, p
	found.Search = &views.TranscriptSearch{Query: "slides", Rows: []views.FoundLine{
		{ID: 4, AuthorID: 4, Author: "Thales of Miletus", At: at("13:02"), Link: views.LineLink(p.Path(), 4),
			Words: []views.Span{{Text: "Ask whenever you like: the "}, {Text: "slides", Hit: true}, {Text: " are in the course."}}},
		{ID: 9, AuthorID: 14, Author: "Hamid", At: at("14:40"), Link: views.LineLink(p.Path(), 9), Folded: true,
			Words: []views.Span{{Text: "Which "}, {Text: "slides", Hit: true}, {Text: "?"}}}}}
	none.Search = &views.TranscriptSearch{Query: "parrot"}
	blank.Search = &views.TranscriptSearch{Nobody: true}
	further.Lines = 3204
	further.Search = &views.TranscriptSearch{Query: "slides", Rows: found.Search.Rows[:1], From: 1001, To: 2000,
		First: views.TranscriptSearchPath(p.Path(), "slides", 0), Next: views.TranscriptSearchPath(p.Path(), "slides", 2000)}
	return []Sample{
		sample("Transcript", "/transcript", views.Transcript, p),
		sample("Transcript, for the staff", "/transcript/staff", views.Transcript, staff),
		sample("Transcript, a page in the middle", "/transcript/middle", views.Transcript, middle),
		sample("Transcript, nobody came", "/transcript/empty", views.Transcript, empty),
		sample("Transcript, found", "/transcript/found", views.Transcript, found),
		sample("Transcript, found further on", "/transcript/further", views.Transcript, further),
		sample("Transcript, nothing found", "/transcript/none", views.Transcript, none),
		sample("Transcript, nothing looked for", "/transcript/blank", views.Transcript, blank),
	}
}

func transcriptPeople() []views.TranscriptPerson {
	names := []string{"Thales of Miletus", "John Papadatos", "Maximiliane-Theodora Freifrau von Hohenlohe-Langenburg",
		"Θεοδώρα Κομνηνή-Παλαιολογίνα", "ليلى حداد", "Bob"}
	var all []views.TranscriptPerson
	for i, name := range names {
		row := views.AttendingRow{Joined: at("13:0" + string(rune('0'+i))), Left: at("15:10")}
		all = append(all, views.TranscriptPerson{ID: int64(4 + i), Name: name, Host: i == 0, AttendingRow: row})
	}
	return all
}

// transcriptParts is two hours with all that a transcript can hold.
func transcriptParts(path string) []views.TranscriptPart {
	says := func(pieces ...any) (words []campus.Words) {
		for _, one := range pieces {
			switch one := one.(type) {
			case string:
				words = append(words, campus.Words{Text: one})
			case int:
				words = append(words, campus.Words{Text: transcriptPeople()[one-4].Name, Who: int64(one)})
			}
		}
		return words
	}
	parts := []views.TranscriptPart{{ID: "hour-20261120T1100", Head: at("13:00")}, {ID: "hour-20261120T1200", Head: at("14:00")}}
	parts[0].Head.Text, parts[0].Head.Title, parts[1].Head.Title = "Fri 20 Nov, 13:00", "", ""
	note := func(part int, clock, icon string, words []campus.Words) {
		parts[part].Entries = append(parts[part].Entries, views.TranscriptEntry{At: at(clock), Icon: icon, Says: words})
	}
	note(0, "13:00", "clock", says("The meeting began."))
	note(0, "13:00", "people", says(4, ", ", 5, ", ", 6, " and 3 more came."))
	parts[0].Entries[1].Until = at("13:03")
	for i, l := range conversation() {
		part := 0
		if i > 6 {
			part = 1
		}
		l.Link, l.Person, l.React = views.LineLink(path, l.ID), "", ""
		if l.Quote != nil {
			l.Quote.Link = "#" + views.LineID(l.Quote.ID)
		}
		if len(parts[part].Entries) == 0 {
			l.Follows = false
		}
		l.Folded, l.Marked = i == 5, i == 3
		if i == 4 {
			l.Chips = []views.Chip{{Name: "thumbs_up", Emoji: "👍", Words: "Thumbs up", Count: 3, Who: "John Papadatos"}}
		}
		parts[part].Entries = append(parts[part].Entries, views.TranscriptEntry{Line: &l})
		if i == 2 {
			notice := views.Line{ID: 100, AuthorID: 4, Author: "Thales of Miletus", At: at("13:01"),
				About: "/meetings/2/2/messages/100", Notice: says(4, " has muted ", 9, ".")}
			parts[part].Entries = append(parts[part].Entries, views.TranscriptEntry{Line: &notice})
		}
	}
	note(1, "14:55", "clock", says("The meeting was extended."))
	note(1, "15:02", "people", says(9, " left."))
	note(1, "15:10", "clock", says("The meeting ended. 5 people were there to the end."))
	return parts
}
