package preview

import (
	"stoa/views"
)

// rosters returns who should be in a meeting, in its states.
func rosters(assets views.Assets) []Sample {
	return []Sample{
		sample("Roster", "/roster", views.Roster, roster(assets, dsa(), everyState()...)),
		sample("Roster, of a public meeting", "/roster/public", views.Roster, roster(assets, seminar(), everyState()[4:]...)),
		sample("Roster, over, page by page", "/roster/over", views.Roster, pagedRoster(assets)),
		sample("Roster, before the beginning", "/roster/early", views.Roster, roster(assets, coming()[0], beforehand()...)),
		sample("Roster, before the beginning, nobody yet", "/roster/early/empty", views.Roster, roster(assets, coming()[0])),
		sample("Roster, nobody yet", "/roster/empty", views.Roster, roster(assets, seminar())),
		sample("Excuse", "/roster/excuse", views.Excuse, excuse(assets, views.Form{Op: "op-4"})),
		sample("Excuse, refused", "/roster/excuse/refused", views.Excuse, excuse(assets, views.Form{Op: "op-4",
			Error: "Please check what is marked.", Errors: map[string]string{"reason": "at most 200 characters"},
			Values: map[string]string{"reason": "She is ill, and so is everybody else in the house"}})),
	}
}

func everyState() []views.RosterRow {
	return []views.RosterRow{
		{ID: 21, Name: "Hamid Mehdi", State: "absent"},
		{ID: 22, Name: "Maximiliane-Theodora Freifrau von Hohenlohe-Langenburg", State: "absent"},
		{ID: 23, Name: "Aisha Rahman", State: "excused", Excused: true,
			Reason: "Ill, wrote on Thursday; reads the notes and asks on Monday"},
		{ID: 24, Name: "Li Wei", State: "excused", Excused: true},
		{ID: 1, Name: "John Papadatos", State: "present", Joined: at("12:58"), Minutes: 22},
		{ID: 3, Name: "Θεοδώρα Κομνηνή-Παλαιολογίνα", State: "present", Joined: at("13:02"), Left: at("13:14"), Minutes: 12},
		{ID: 25, Name: "ليلى حداد", State: "late", Joined: at("13:11"), Minutes: 9},
		{ID: 26, Name: "Bob", State: "late", Joined: at("13:19"), Minutes: 1, Excused: true, Reason: "Dentist"},
	}
}

// beforehand is everyState before the beginning.
func beforehand() []views.RosterRow {
	rows := everyState()
	for i, one := range rows {
		state := "expected"
		if one.Excused {
			state = "excused"
		}
		rows[i] = views.RosterRow{ID: one.ID, Name: one.Name, State: state, Excused: one.Excused, Reason: one.Reason}
	}
	return rows
}

func roster(assets views.Assets, m views.MeetingRow, rows ...views.RosterRow) views.RosterPage {
	p := views.RosterPage{Page: page(assets, "Roster of "+m.Title, views.NavMeetings, &teacher), Meeting: m, People: rows, Op: "op-3",
		Self: views.RosterPath(m.ID, m.Order, "")}
	for _, one := range rows {
		switch one.State {
		case "absent":
			p.Count.Absent++
		case "excused":
			p.Count.Excused++
		case "expected":
			p.Count.Expected++
		case "late":
			p.Count.Late++
		default:
			p.Count.Present++
		}
	}
	return p
}

func pagedRoster(assets views.Assets) views.RosterPage {
	m := dsa()
	m.State, m.Op = views.StateEnded, ""
	p := roster(assets, m, everyState()...)
	for i := range p.People {
		if p.People[i].Joined.Text != "" && p.People[i].Left.Text == "" {
			p.People[i].Left, p.People[i].Minutes = at("15:00"), 120-i
		}
	}
	p.Count, p.Reminded = views.RosterCount{Present: 1204, Late: 31, Absent: 96, Excused: 2}, at("13:10")
	p.First, p.Next = views.RosterPath(m.ID, m.Order, ""), views.RosterPath(m.ID, m.Order, "1.5")
	return p
}

func excuse(assets views.Assets, form views.Form) views.ExcusePage {
	m := dsa()
	form.Action = views.ExcusePath(m.ID, m.Order, 21, "")
	return views.ExcusePage{Page: page(assets, "Excuse Hamid Mehdi", views.NavMeetings, &teacher), Meeting: m, Name: "Hamid Mehdi",
		Form: form, Back: views.RosterPath(m.ID, m.Order, ""), BackTo: "Roster"}
}
