package preview

import (
	"strings"

	"stoa/store/campus"
	"stoa/views"
)

// talks returns the rooms that outlive meetings.
func talks(assets views.Assets) []Sample {
	general := views.Place{Kind: "general", Name: "General", Path: "/rooms/general"}
	course := views.Place{Kind: "course", Name: "Geometry for beginners", Path: "/rooms/course-0190c3f2a7b44e51a0c1d2e3f4a5b6c7"}
	private := views.Place{Kind: "private", Name: "Thales of Miletus", Path: "/rooms/1:4"}
	shut := func(why error) func(p *views.RoomPage) {
		return func(p *views.RoomPage) { p.Composer, p.Why = nil, sentence(why) }
	}
	return []Sample{
		sample("General", "/talk/general", views.Room, talk(assets, general, func(p *views.RoomPage) { p.Inside = 214 })),
		sample("General, to its staff", "/talk/staff", views.Room, talk(assets, general, func(p *views.RoomPage) {
			p.Staff, p.Me, p.Entries = true, &admin, views.Navigation(admin.Role)
			p.Rules.Chat, p.Rules.Seconds = "slow", 30
		})),
		sample("A course's room", "/talk/course", views.Room, talk(assets, course, nil)),
		sample("A course's room, with what is unread", "/talk/unread", views.Room, talk(assets, course, func(p *views.RoomPage) {
			p.Lines[4].FirstUnread, p.Lines[4].Follows = true, false
			p.Lines[0].Day, p.Lines[0].DayID = views.Moment{Text: "Yesterday", ISO: p.Lines[0].At.ISO}, "day-2022-05-05"
			p.Lines[4].Day, p.Lines[4].DayID = views.Moment{Text: "Today", ISO: p.Lines[4].At.ISO}, "day-2022-05-06"
		})),
		sample("A course's room, with more that is unread than it shows", "/talk/missed", views.Room,
			talk(assets, course, func(p *views.RoomPage) {
				p.Missed = &views.Missed{Lines: 127, From: course.Path + "?line=12#m-12", To: views.ReadPath(course.Path), Last: 200}
			})),
		sample("A private room", "/talk/private", views.Room, talk(assets, private, nil)),
		sample("A private room, empty", "/talk/private/empty", views.Room, talk(assets, private, func(p *views.RoomPage) { p.Lines = nil })),
		sample("A private room, closed by the campus", "/talk/private/off", views.Room, talk(assets, private, shut(campus.ErrDMOff))),
		sample("A course's room, from outside", "/talk/shut", views.ShutRoom, views.NewShutRoomPage(page(assets, "", "", &student),
			campus.ErrNotEnrolled.Error(), false, "0190c3f2a7b44e51a0c1d2e3f4a5b6c7")),
		sample("A room that one is banned from", "/talk/banned", views.ShutRoom, views.NewShutRoomPage(page(assets, "", "", &student),
			campus.ErrBannedHere.Error(), true, "")),
		sample("A private room, the other kept out", "/talk/private/away", views.Room, talk(assets, private, shut(campus.ErrAway))),
	}
}

func sentence(err error) string { return err.Error() }

// talk returns a room that outlives meetings, changed to a state.
func talk(assets views.Assets, room views.Place, change func(p *views.RoomPage)) views.RoomPage {
	p := views.RoomPage{Page: page(assets, room.Name, views.NavRooms, &student), Room: room, Course: "0190c3f2a7b44e51a0c1d2e3f4a5b6c7",
		Other: views.NamedPerson{ID: 4, Name: "Thales of Miletus"}, Lines: conversation(), People: people(),
		Read:     &views.ReadMark{Room: strings.TrimPrefix(room.Path, "/rooms/"), To: views.ReadPath(room.Path), Line: 13},
		Composer: &views.Form{Action: views.MessagesPath(room.Path), Op: "op-3"}}
	if room.Kind == "course" {
		p.Roll = "3.25"
	}
	if room.Kind == "private" {
		p.Lines, p.People = p.Lines[:3], []views.Participant{p.People[1], p.People[0]}
	}
	for i, one := range p.People {
		p.People[i] = views.Participant{ID: one.ID, Name: one.Name, About: views.RoomPersonPath(room.Path, one.ID), Online: i%2 == 0}
	}
	for i, l := range p.Lines {
		p.Lines[i].About = views.LinePath(room.Path, l.ID)
	}
	p.Live, p.After = views.LivePath("room:general"), "1668942000000-0"
	p.Rules = rules(campus.Rules{})
	p.Rules.Room, p.Rules.Lasts = room.Path, true
	if change != nil {
		change(&p)
	}
	if p.Inside == 0 {
		p.Inside = len(p.People)
	}
	return p
}
