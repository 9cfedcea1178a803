package preview

import (
	"strconv"
	"time"

	"stoa/store/campus"
	"stoa/views"
	"stoa/views/markdown"
)

// rooms returns the room in its states.
func rooms(assets views.Assets) []Sample {
	write := &views.Form{Action: "/meetings/1/4/messages", Op: "op-3"}
	refused := &views.Form{Action: "/meetings/1/4/messages", Op: "op-4",
		Values: map[string]string{"body": "A line that was far too long, or came too soon."},
		Error:  marked, Errors: map[string]string{"body": "A message has at most 4,000 characters."}}
	ended := past()[0]
	return []Sample{
		sample("Room", "/room", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.Composer, p.LeaveOp, p.Earlier = conversation(), people(), write, "op-5", "/meetings/1/4?before=1"
		})),
		sample("Room, just joined", "/room/empty", views.Room, room(assets, func(p *views.RoomPage) {
			p.People, p.Composer, p.LeaveOp, p.Notice = people()[1:2], write, "op-5", campus.SaidJoined
		})),
		sample("Room, with somebody blocked", "/room/folded", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.Composer, p.LeaveOp, p.Blocked = conversation()[:7], people()[:4], write, "op-5", "14 4"
			p.Lines[3].Folded = true
		})),
		sample("Room, line refused", "/room/refused", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.Composer, p.LeaveOp = conversation()[:5], people()[:3], refused, "op-5"
		})),
		sample("Room, near its end", "/room/last", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.Composer, p.LeaveOp, p.Staff = conversation()[:5], people()[:3], write, "op-5", true
			p.Absent = 3
			p.Meeting.When, p.Left = today("13:00", "13:23"), views.LeftWords(3*time.Minute)
		})),
		sample("Line refused from outside", "/room/outside", views.RefusedLine, views.RefusedLinePage{
			Page: page(assets, views.InstanceTitle(bdms()), views.NavMeetings, &student), Room: bdmsRoom,
			Form: views.Form{Values: map[string]string{"body": "Two entries.\nIs that right?"}, Error: campus.ErrNotAttending.Sentence},
		}),
		sample("Room, more people than are named", "/room/many", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.Inside, p.Composer, p.LeaveOp = conversation()[:5], people(), 214, write, "op-5"
		})),
		sample("Room, ended", "/room/ended", views.Room, room(assets, func(p *views.RoomPage) {
			p.Meeting, p.Lines, p.People = &ended, conversation(), people()[:4]
			for i := range p.People {
				p.People[i].Until = at("16:5" + strconv.Itoa(i))
			}
			p.Title, p.Live, p.After = views.InstanceTitle(ended), views.LivePath(), ""
		})),
		sample("Room, ended, its messages kept for a time", "/room/kept", views.Room, room(assets, func(p *views.RoomPage) {
			p.Meeting, p.People, p.Kept = &ended, people()[:4], "Messages are kept for 12 months."
			p.Title, p.Live, p.After = views.InstanceTitle(ended), views.LivePath(), ""
		})),
		sample("Room, ended, its archive out of order", "/room/unreadable", views.Room, room(assets, func(p *views.RoomPage) {
			p.Meeting, p.People, p.NoLines = &ended, people()[:4], campus.ErrUnreadable.Sentence
			p.Title, p.Live, p.After = views.InstanceTitle(ended), views.LivePath(), ""
		})),
	}
}

// bdmsRoom is the room of bdms.
var bdmsRoom = views.Place{Kind: "meeting", Name: "BDMS Course", Path: "/meetings/1/4"}

// room returns a room, changed to a state.
func room(assets views.Assets, change func(*views.RoomPage)) views.RoomPage {
	meeting := bdms()
	p := views.RoomPage{Page: page(assets, views.InstanceTitle(meeting), views.NavMeetings, &student), Room: bdmsRoom, Meeting: &meeting,
		Read: &views.ReadMark{To: views.ReadPath(bdmsRoom.Path)}}
	p.Live, p.After = views.LivePath(campus.MeetingTopic(1, 4)), "1668942000000-0"
	p.Rules = rules(campus.Rules{})
	change(&p)
	if p.Inside == 0 {
		p.Inside = len(p.People)
	}
	return p
}

func people() []views.Participant {
	names := []string{
		"Thales of Miletus", "John Papadatos", "Θεοδώρα Κομνηνή-Παλαιολογίνα", "Hamid Mehrabi", "Haled Mehraban",
		"Wolfeschlegelsteinhausenbergerdorff Sr.",
		"Maria", "Nguyễn Thị Minh Khai", "Ólafur Ragnar", "Zoë", "Anna-Lena Schmidt", "王小明",
	}
	all := make([]views.Participant, len(names))
	for i, name := range names {
		all[i] = views.Participant{ID: int64(i + 1), Name: name, About: "/meetings/1/4/people/7/report", Host: i == 0,
			Since: at([]string{"12:58", "13:00", "13:01", "13:04"}[i%4])}
	}
	all[0].ID, all[1].ID = 4, 1
	all[3].ID = 14
	return all
}

func conversation() []views.Line {
	const thales, john, hamid, theodora = 4, 1, 14, 3
	names := map[int64]string{thales: "Thales of Miletus", john: "John Papadatos", hamid: "Hamid Mehrabi",
		theodora: "Θεοδώρα Κομνηνή-Παλαιολογίνα"}
	said := []struct {
		who   int64
		clock string
		body  string
	}{
		{thales, "13:00", "Good afternoon, everyone. Today: streams. Has everyone a Redis running?"},
		{john, "13:01", "Yes"},
		{john, "13:01", "7.0.15, is that old enough?"},
		{hamid, "13:01", "I have one in a container, one moment please"},
		{thales, "13:02", "That is fine. Try this and tell me what comes back:"},
		{thales, "13:02", "XADD temperatures * place athens celsius 31\nXADD temperatures * place patras celsius 29\nXRANGE temperatures " +
			"- +"},
		{theodora, "13:03", "Καλησπέρα σε όλους, συγγνώμη για την καθυστέρηση!"},
		{john, "13:04", "Two entries, each with an id like 1668942000000-0. Is the first half the time?"},
		{thales, "13:04", "Exactly: milliseconds, then a counter for what came within the same millisecond. So the order of the ids is " +
			"the order in which things were written, whatever the clocks of those who read them say. That is what we build on for the " +
			"next hour, so ask now if it is not clear."},
		{hamid, "13:05",
			"https://redis.io/docs/latest/develop/data-types/streams/aVeryLongAddressThatDoesNotBreakAnywhereBecauseItHasNoSpacesInIt"},
		{hamid, "13:05", "This one helped me"},
		{theodora, "13:06", ""},
		{john, "13:06", "Thanks 🙏"},
	}
	lines := make([]views.Line, len(said))
	for i, s := range said {
		lines[i] = views.Line{
			ID: int64(i + 1), AuthorID: s.who, Author: names[s.who], Person: views.RoomPersonPath("/meetings/1/4", s.who),
			At: at(s.clock), Body: s.body,
			About: views.LinePath("/meetings/1/4", int64(i+1)), Staff: s.who == thales,
			Follows: i > 0 && said[i-1].who == s.who, Words: markdown.HTML(s.body), Link: views.LineLink("/meetings/1/4",
				int64(i+1)), Deleted: s.body == "",
		}
	}
	lines[7].Edited = at("13:05")
	lines[8].Quote = &views.Quote{ID: 8, AuthorID: john, Author: names[john], Words: said[7].body, Link: lines[7].Link}
	return lines
}
