package preview

import (
	"time"

	"stoa/store/campus"
	"stoa/views"
)

// order returns the room while its staff keep order in it, as who is bound by that sees it and as they do; somebody in it, with
// what can be done about them; and the doors of who is not let in.
func order(assets views.Assets) []Sample {
	slow := campus.Rules{Chat: campus.ChatSlow, Seconds: 30}
	return append(append([]Sample{
		sample("Room, muted", "/room/muted", views.Room, ordered(assets, campus.Rules{}, func(p *views.RoomPage) { p.Muted = true },
			campus.Line{Notice: campus.KindMuted})),
		sample("Room, only staff write", "/room/staff-only", views.Room, ordered(assets, campus.Rules{Chat: campus.ChatStaff}, nil,
			campus.Line{Notice: campus.KindChat, Rules: campus.Rules{Chat: campus.ChatStaff}})),
		sample("Room, slow", "/room/slow", views.Room, ordered(assets, slow, nil, campus.Line{Notice: campus.KindChat, Rules: slow})),
		sample("Room, locked", "/room/locked", views.Room, ordered(assets, campus.Rules{Locked: true}, nil,
			campus.Line{Notice: campus.KindLocked})),
		sample("Room, as its staff keep order", "/room/manage", views.Room, ordered(assets, campus.Rules{Chat: campus.ChatSlow,
			Seconds: 30, Locked: true}, staffed, campus.Line{Notice: campus.KindMuted}, campus.Line{Notice: campus.KindRemoved},
			campus.Line{Notice: campus.KindBanned}, campus.Line{Notice: campus.KindLocked})),
		sample("Room, no more minutes", "/room/no-more", views.Room, ordered(assets, campus.Rules{}, func(p *views.RoomPage) {
			staffed(p)
			p.Meeting.When, p.Left, p.Refused = today("13:00", "13:23"), views.LeftWords(3*time.Minute), campus.ErrLong.Sentence
		})),
	}, inRoom(assets)...), shutDoors(assets)...)
}

// staffed shows a room as one of its staff has it.
func staffed(p *views.RoomPage) {
	p.Staff, p.Me, p.Entries = true, &teacher, views.Navigation(teacher.Role)
	p.People[0].ID, p.People[0].Name = teacher.ID, teacher.Name
}

// rules returns what holds in the samples' room.
func rules(r campus.Rules) views.RoomRules {
	return views.RoomRules{Room: "/meetings/1/4", Chat: string(r.Mode()), Seconds: r.Seconds, Words: r.Sentence(),
		Locked: r.Locked, Op: "op-9"}
}

// ordered returns a room with rules, in which this was told last.
func ordered(assets views.Assets, r campus.Rules, change func(*views.RoomPage), told ...campus.Line) views.RoomPage {
	return room(assets, func(p *views.RoomPage) {
		p.Lines, p.People, p.LeaveOp, p.Rules = conversation()[:8], people()[:4], "op-5", rules(r)
		p.Composer = &views.Form{Action: "/meetings/1/4/messages", Op: "op-3"}
		for i, l := range told {
			l.Author, l.Whom = campus.Named{ID: 4, Name: "Thales of Miletus"}, campus.Named{ID: 1, Name: "John Papadatos"}
			p.Lines = append(p.Lines, views.Line{ID: int64(20 + i), AuthorID: 4, Author: l.Author.Name, At: at("13:07"),
				About: views.LinePath("/meetings/1/4", int64(20+i)), Notice: l.Tells()})
		}
		if change != nil {
			change(p)
		}
	})
}

// inRoom returns somebody in a room, as others and as staff look at them, and the questions that staff are asked.
func inRoom(assets views.Assets) []Sample {
	const john, name, at4 = 1, "John Papadatos", "/meetings/1/4"
	person := func(me *views.Me, change func(*views.RoomPersonPage), deeds ...string) views.RoomPersonPage {
		p := views.RoomPersonPage{Page: page(assets, name, views.NavMeetings, me), Room: bdmsRoom, Away: true, ID: john,
			Name: name, Since: at("13:01")}
		for _, deed := range deeds {
			p.Entries = append(p.Entries, views.SanctionEntry(at4, john, deed, name))
		}
		p.Entries = append(p.Entries, views.ReportEntries(at4, john, name, false)...)
		if change != nil {
			change(&p)
		}
		return p
	}
	ask := func(q views.Question, action, back string) views.AskPage {
		p := views.AskPage{Page: page(assets, q.Title, views.NavMeetings, &teacher), Text: q.Text, Yes: q.Yes, Back: back,
			Form: views.Form{Action: action, Op: "op-1"}}
		return p
	}
	about := func(deed string) views.AskPage {
		return ask(views.SanctionQuestion(deed, name, true), views.SanctionPath(at4, john, deed), views.RoomPersonPath(at4, john))
	}
	return []Sample{
		sample("Somebody in a room", "/room/person", views.RoomPerson, person(&student, nil)),
		sample("Somebody in a room, to its staff", "/room/person/staff", views.RoomPerson, person(&teacher, nil, "mute", "remove", "ban")),
		sample("Somebody muted", "/room/person/muted", views.RoomPerson, person(&teacher, func(p *views.RoomPersonPage) { p.Muted = true },
			"unmute", "remove", "ban")),
		sample("Somebody banned", "/room/person/banned", views.RoomPerson, person(&teacher, func(p *views.RoomPersonPage) {
			p.Muted, p.Banned, p.Since = true, true, views.Moment{}
		}, "unmute", "lift")),
		sample("Somebody erased", "/room/person/erased", views.RoomPerson, person(&teacher, func(p *views.RoomPersonPage) {
			p.Title, p.Name, p.Gone, p.Entries, p.Since = campus.NameErased, campus.NameErased, true, nil, views.Moment{}
		})),
		sample("Oneself", "/room/person/own", views.RoomPerson, person(&student, func(p *views.RoomPersonPage) { p.Entries = nil })),
		sample("Mute somebody", "/room/ask/mute", views.Ask, about("mute")),
		sample("Send somebody out", "/room/ask/remove", views.Ask, about("remove")),
		sample("Ban somebody", "/room/ask/ban", views.Ask, about("ban")),
		sample("Lift a ban", "/room/ask/lift", views.Ask, about("lift")),
		sample("Lock the room", "/room/ask/lock", views.Ask,
			ask(views.Question{Title: "Lock this room?", Text: views.LockWords(4), Yes: "Lock the room"}, views.LockPath(at4), at4)),
		sample("End now", "/room/ask/end", views.Ask,
			ask(views.Question{Title: "End BDMS Course now?", Text: views.EndWords(4), Yes: "End the meeting"}, views.EndPath(at4), at4)),
	}
}

// shutDoors returns the doors of who was sent out, comes to a locked room, or may not come in at all.
func shutDoors(assets views.Assets) []Sample {
	return []Sample{
		sample("Door, sent out", "/door/sent-out", views.Door,
			door(assets, bdms(), func(p *views.DoorPage) { p.People, p.SentOut = 3, true })),
		sample("Door, locked", "/door/locked", views.Door, door(assets, bdms(), func(p *views.DoorPage) { p.People, p.Locked = 3, true })),
		sample("Door, locked, to who was inside", "/door/locked/back", views.Door, door(assets, bdms(), func(p *views.DoorPage) {
			p.People, p.Locked, p.Back = 3, true, true
		})),
		sample("Door, locked, to its staff", "/door/locked/staff", views.Door, door(assets, bdms(), func(p *views.DoorPage) {
			p.People, p.Locked, p.Staff, p.Me, p.Entries = 3, true, true, &teacher, views.Navigation(teacher.Role)
		})),
		sample("Door, knocked in vain", "/door/locked/refused", views.Door, door(assets, bdms(), func(p *views.DoorPage) {
			p.People, p.Locked, p.Refused = 3, true, campus.ErrLocked.Sentence
		})),
		sample("Door, shut", "/door/shut", views.Shut, views.NewShutPage(page(assets, "", "", &student), campus.ErrNotInvited.Sentence,
			false)),
		sample("Banned and muted", "/sanctions", views.SanctionedPeople, views.SanctionedPage{
			Page: page(assets, "Banned and muted", views.NavRooms, &teacher), Room: views.Place{Kind: "general", Name: "General",
				Path: "/rooms/general"},
			Banned: []views.Sanctioned{{ID: 14, Name: "Hamid Mehrabi", Since: at("13:04"), Op: "op-1"}},
			Muted:  []views.Sanctioned{{ID: 6, Name: "Wolfeschlegelsteinhausenbergerdorff Sr.", Since: at("13:06"), Op: "op-2"}}}),
		sample("Nobody banned or muted", "/sanctions/none", views.SanctionedPeople, views.SanctionedPage{
			Page: page(assets, "Banned and muted", views.NavRooms, &teacher), Room: views.Place{Kind: "general", Name: "General",
				Path: "/rooms/general"}}),
		sample("Door, banned", "/door/banned", views.Shut, banned(assets)),
	}
}

// banned returns the door of somebody who is banned, and had just written something.
func banned(assets views.Assets) views.ShutPage {
	p := views.NewShutPage(page(assets, "", "", &student), campus.ErrBanned.Sentence, true)
	p.Typed = "Two entries.\nIs that right?"
	return p
}
