package preview

import (
	"time"

	"stoa/store/campus"
	"stoa/views"
)

// gatherings returns the list of meetings and the doors.
func gatherings(assets views.Assets) []Sample {
	list := page(assets, "Meetings", views.NavMeetings, &student)
	return []Sample{
		sample("Meetings", "/meetings", views.Meetings, views.MeetingsPage{Page: list, Active: []views.MeetingRow{bdms(), seminar()},
			Coming: coming(), Past: past()}),
		sample("Meetings, none yet", "/meetings/empty", views.Meetings, views.MeetingsPage{Page: list}),
		sample("Door, early", "/door/early", views.Door, door(assets, coming()[0], func(p *views.DoorPage) {
			p.Meeting.When, p.Left = today("13:25", "15:00"), views.BeginsWords(5*time.Minute)
		})),
		sample("Door, open", "/door/open", views.Door, door(assets, seminar(), func(p *views.DoorPage) {
			p.People, p.Absent, p.Me, p.Staff, p.Entries = 3, 2, &teacher, true, views.Navigation(teacher.Role)
		})),
		sample("Door, over", "/door/over", views.Door, door(assets, past()[0], func(*views.DoorPage) {})),
		sample("Door, cancelled", "/door/cancelled", views.Door, door(assets, past()[1], func(*views.DoorPage) {})),
		sample("Door, cancelled while it was on", "/door/cut", views.Door, door(assets, past()[1], func(p *views.DoorPage) {
			p.Meeting.CutShort = p.Meeting.When.From
		})),
		sample("Active now", "/admin/active", views.Active, active(assets, "13:20", open(bdms(), people()[:4]), open(dsa(), people()[3:5]),
			open(seminar(), nil))),
		sample("Active now, nothing", "/admin/active/empty", views.Active, active(assets, "03:00")),
		sample("System", "/admin/system", views.System, system(assets)),
		sample("System, something left undone", "/admin/system/undone", views.System, system(assets,
			views.Undone{Tag: "{p3}", Entry: "1763632800000-0", Kind: "seat",
				About: "course 8c1f0e5d0f6b4b0e9d3c1f7a2b4c6d8e, person 17, why dropped",
				Error: "redis refused: WRONGTYPE Operation against a key holding the wrong kind of value",
				Since: views.Moment{Text: "Today, 12:41", ISO: at("12:41").ISO}},
			views.Undone{Tag: "{people}", Entry: "1763632900000-0", Kind: "of a newer Stoa", About: "person 3",
				Error: "person 3: the name cannot be read", Since: views.Moment{Text: "Today, 12:43", ISO: at("12:43").ISO}})),
		sample("Archive", "/admin/archive", views.Archive, archive(assets)),
		sample("Archive, nothing yet", "/admin/archive/empty", views.Archive,
			views.ArchivePage{Page: page(assets, "Archive", views.NavSystem, &admin)}),
		sample("Archive, too much to check on a page", "/admin/archive/long", views.Archive,
			views.ArchivePage{Page: page(assets, "Archive", views.NavSystem, &admin), Checked: true, TooLong: true}),
	}
}

func active(assets views.Assets, now string, open ...views.ActiveMeeting) views.ActivePage {
	p := views.ActivePage{Page: page(assets, "Active now", views.NavAdmin, &admin), At: at(now), Meetings: open}
	p.Live, p.Stoas = views.LivePath("active"), stoas()
	return p
}

func open(m views.MeetingRow, inside []views.Participant) views.ActiveMeeting {
	return views.ActiveMeeting{Meeting: m, Times: views.Times{From: at(m.When.From.Text), To: at(m.When.To.Text)}, People: inside,
		Count: len(inside)}
}

// door returns a door, changed to a state.
func door(assets views.Assets, m views.MeetingRow, change func(*views.DoorPage)) views.DoorPage {
	m.In = false
	p := views.DoorPage{Page: page(assets, views.InstanceTitle(m), views.NavMeetings, &student), Meeting: m, Op: "op-2"}
	p.Live, p.After = views.LivePath(campus.MeetingTopic(m.ID, m.Order)), "1668942000000-0"
	change(&p)
	return p
}

func today(from, to string) views.When {
	return views.When{Text: "Today, " + from + " to " + to, Date: "Fri 20 Nov, " + from, From: at(from), To: at(to), Zone: "EET"}
}

func bdms() views.MeetingRow {
	return views.MeetingRow{
		ID: 1, Order: 4, Title: "BDMS Course", Host: "Thales of Miletus", HostID: 4, In: true,
		Description: "This course provides an introduction to the following systems: Hadoop, Redis, MongoDB, Neo4J, Azure Streams",
		When:        today("13:00", "17:00"), State: views.StateActive, Link: "https://meet.example.org/bdms",
	}
}

func dsa() views.MeetingRow {
	return views.MeetingRow{
		ID: 2, Order: 2, Title: "DSA Course", Host: "Hypatia", HostID: 5, Course: "Data structures and algorithms", CourseID: "c2",
		Description: "This course covers the fundamentals of data structures & algorithms.",
		When:        today("13:00", "15:00"), State: views.StateActive, Op: "op-7",
	}
}

func seminar() views.MeetingRow {
	return views.MeetingRow{
		ID: 3, Order: 1, Title: "Seminar", Host: "Thales of Miletus", HostID: 4, Public: true,
		Description: "This is an open HR seminar about recruitment.", When: today("13:00", "21:00"), State: views.StateActive, Op: "op-8",
	}
}

func coming() []views.MeetingRow {
	later := views.When{
		Text: "Wed 25 Nov, 18:00 to 20:00", Date: "Wed 25 Nov, 18:00", Zone: "EET", Planned: "Wed 25 Nov, 17:00 to 19:00 in Europe/Berlin",
		From: views.Moment{Text: "Wed 25 Nov, 18:00", ISO: "2026-11-25T18:00:00+02:00"}, To: at("20:00"),
	}
	next := views.When{
		Text: "Wed 2 Dec, 18:00 to 20:00", Date: "Wed 2 Dec, 18:00", Zone: "EET", From: views.Moment{Text: "Wed 2 Dec, 18:00",
			ISO: "2026-12-02T18:00:00+02:00"}, To: at("20:00"),
	}
	return []views.MeetingRow{
		{ID: 7, Order: 3, Title: "A lock that is not one", Host: "Hypatia", HostID: 5, Course: "Distributed systems by example",
			CourseID: "a1",
			Description: "We break a lock that three of four tutorials recommend, watch two people hold it at once, and repair " +
				"it.\n\nRead chapter 8 before.",
			When: later, State: views.StateScheduled},
		{ID: 7, Order: 4, Title: "A queue that forgets nothing", Host: "Hypatia", HostID: 5, Course: "Distributed systems by example",
			CourseID: "a1", When: next, State: views.StateScheduled},
		{ID: 9, Order: 1, Title: "Ανοιχτή συζήτηση για τη βιβλιοθήκη", Host: "Θεοδώρα Κομνηνή-Παλαιολογίνα", HostID: 3, Public: true,
			When: next, State: views.StateScheduled},
	}
}

func past() []views.MeetingRow {
	then := views.When{
		Text: "Fri 13 Nov, 13:00 to 17:00", Date: "Fri 13 Nov, 13:00", Zone: "EET",
		From: views.Moment{Text: "Fri 13 Nov, 13:00", ISO: "2026-11-13T13:00:00+02:00"}, To: views.Moment{Text: "Fri 13 Nov, 17:00",
			ISO: "2026-11-13T17:00:00+02:00"},
	}
	return []views.MeetingRow{
		{ID: 1, Order: 3, Title: "BDMS Course", Host: "Thales of Miletus", HostID: 4, When: then, State: views.StateEnded},
		{ID: 2, Order: 1, Title: "DSA Course", Host: "Hypatia", HostID: 5, Course: "Data structures and algorithms", CourseID: "c2",
			When: then, State: views.StateCancelled},
	}
}

func system(assets views.Assets, undone ...views.Undone) views.SystemPage {
	return views.SystemPage{Page: page(assets, "System", views.NavSystem, &admin), At: at("13:20"), Stoas: stoas(), Undone: undone,
		Op: "op"}
}

// archive is one in which most is well.
func archive(assets views.Assets) views.ArchivePage {
	p := views.ArchivePage{Page: page(assets, "Archive", views.NavSystem, &admin), Groups: 12, Planned: 1, GivenUp: 1, Drops: 31,
		Since: at("13:24"), Checked: true,
		Tables: []views.ArchiveSums{{Name: "events", Files: 812, Rows: 1_204_331, Bytes: 9_800_100},
			{Name: "messages", Files: 640, Rows: 402_118, Bytes: 31_040_771}},
		Erasing: []views.Erasure{{Person: 44, Stage: "files", Files: 312, Of: 1040, Lines: 17, Begun: at("13:10")},
			{Person: 45, Stage: "writing", Files: 1040, Of: 1040, Lines: 1, Begun: at("09:10"),
				Trouble: "messages/date=2026-11-18/hour=09: not a whole file of this archive"}},
		Failed: []views.ArchiveFailure{{What: "Archiving meeting 12, date 3", Path: views.InstancePath(12, 3), When: at("13:19"),
			Why: "archive: messages/date=2026-11-20/hour=13: no space left on device"}, {What: "Removing files", When: at("13:02"),
			Why: "unlinkat events/date=2026-11-18/hour=09: read-only file system"}, {What: "Reading meeting 7, date 1",
			Path: views.InstancePath(7, 1), When: at("12:58"), Why: "messages/date=2026-11-18/hour=09: not a whole file of this archive"}},
		Wrong: 1, Entries: []views.ArchiveProblem{{Kind: "unreadable", Why: "no end of its rows",
			Path: "metrics/date=2026-11-18/hour=09/00000004-0000-4000-8000-000000000000.1.parquet"}},
		Plans: []views.ArchivePlan{{Folder: "events/date=2026-11-20/hour=13", Files: 14, Attempts: 1, When: at("13:21")}},
		Parked: []views.ArchivePlan{{Folder: "messages/date=2026-11-18/hour=09", Files: 3, Attempts: 5, When: at("09:40"),
			Why: "archive: date=2026-11-18/hour=09/00000003-0000-4000-8000-000000000000.1.parquet: not a whole file of this archive"}},
		Report: views.ArchiveReport{Files: 1451, Rows: 1_606_449, Underway: 31, Waiting: 2, More: 12, Problems: []views.ArchiveProblem{{
			Kind: "broken",
			Path: "messages/date=2026-11-18/hour=09/00000003-0000-4000-8000-000000000000.1.parquet",
			Why:  "not a whole file of this archive"}}}}
	for day := 22; day < 52; day++ {
		sums := views.ArchiveSums{Name: time.Date(2026, 10, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}
		if day%7 < 5 {
			sums.Files, sums.Rows, sums.Bytes = int64(day), int64(day*31), int64(day*day*1973%999_000)
		}
		p.Days = append(p.Days, sums)
	}
	return p
}

// stoas are two of one machine, one of them under a name as long as they come.
func stoas() []views.StoaRow {
	return []views.StoaRow{
		{Name: "stoa-7d9f8c6b5d-x2x4q.campus.example.org:8080", Version: "v1.4.0", Streams: 1204,
			Since: views.Moment{Text: "Wed 18 Nov, 06:02", ISO: "2026-11-18T06:02:00+02:00"}},
		{Name: "stoa-1:8080", Version: "9f2c1e7a4b30", Since: at("12:58"), Streams: 1},
	}
}
