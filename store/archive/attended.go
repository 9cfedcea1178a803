package archive

import "time"

// Attended is how one person attended one date: a row of an export of attendance. Its names are those that people and things have when it
// is made. What is zero is absent where the column says optional.
type Attended struct {
	Person    int64     `parquet:"person_id"`
	Name      string    `parquet:"person"`
	Meeting   int64     `parquet:"meeting_id"`
	Order     int32     `parquet:"order"`
	Title     string    `parquet:"meeting,dict"`
	Course    string    `parquet:"course,optional,dict"` // its title
	From      time.Time `parquet:"from,timestamp(millisecond)"`
	To        time.Time `parquet:"to,timestamp(millisecond)"`
	State     string    `parquet:"state,dict"` // a campus.Attendance
	Late      bool      `parquet:"late"`
	LeftEarly bool      `parquet:"left_early"`
	FirstIn   time.Time `parquet:"first_in,optional,timestamp(millisecond)"`
	LastOut   time.Time `parquet:"last_out,optional,timestamp(millisecond)"`
	Minutes   int32     `parquet:"minutes"`
	Share     float64   `parquet:"share"`           // of the date's length, from 0 to 1
	Reason    string    `parquet:"reason,optional"` // of an excuse, for the staff
}

// attendance is rows in whatever order they come: by person, or by date.
func attendance() *table[Attended] {
	return &table[Attended]{name: "attendance", facts: func(*Attended) facts { return facts{} }, columns: []column[Attended]{
		{name: "person_id", at: func(a *Attended) any { return &a.Person }},
		{name: "person", at: func(a *Attended) any { return &a.Name }},
		{name: "meeting_id", at: func(a *Attended) any { return &a.Meeting }},
		{name: "order", at: func(a *Attended) any { return &a.Order }},
		{name: "meeting", at: func(a *Attended) any { return &a.Title }},
		{name: "course", at: func(a *Attended) any { return &a.Course }},
		{name: "from", at: func(a *Attended) any { return &a.From }},
		{name: "to", at: func(a *Attended) any { return &a.To }},
		{name: "state", at: func(a *Attended) any { return &a.State }},
		{name: "late", at: func(a *Attended) any { return &a.Late }},
		{name: "left_early", at: func(a *Attended) any { return &a.LeftEarly }},
		{name: "first_in", at: func(a *Attended) any { return &a.FirstIn }},
		{name: "last_out", at: func(a *Attended) any { return &a.LastOut }},
		{name: "minutes", at: func(a *Attended) any { return &a.Minutes }},
		{name: "share", at: func(a *Attended) any { return &a.Share }},
		{name: "reason", at: func(a *Attended) any { return &a.Reason }},
	}}
}
