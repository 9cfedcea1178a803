package handlers

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// plannedDates is what the form of a new meeting says of when it takes place.
type plannedDates struct {
	all   []campus.Planned
	wrong map[string]string // by field
	typed map[string]bool   // the dates of which something has been typed
	shown views.PlannedDates
}

// planned reads the dates of a form, and says what is to be said of them.
func (s *Server) planned(c echo.Context, form views.Form) (plannedDates, error) {
	d := plannedDates{wrong: map[string]string{}, typed: map[string]bool{}}
	zone := strings.TrimSpace(form.Value("zone"))
	form.Values["zone"] = zone
	switch repeat := form.Value("repeat"); repeat {
	case views.RepeatWeek, views.RepeatDay:
		d.series(form, zone, campus.Every(repeat))
	case views.RepeatSeveral:
		for i := 1; i <= rowsIn(form); i++ {
			d.typedDate(form, zone, views.DateField+strconv.Itoa(i))
		}
	case views.RepeatOnce:
		d.typedDate(form, zone, firstDate)
	default:
		d.wrong["repeat"] = "once, every week, every day or on dates of your choice"
	}
	if len(d.typed) == 0 && d.wrong["repeat"] == "" {
		d.wrong[firstDate] = "a day, from when and to when"
	}
	err := d.note(s, c, form)
	d.say(s, c, zone)
	return d, err
}

// note says what is no reason to refuse dates, but to look at them again: that its host's own are at the same time, and that
// their course is closed.
func (d *plannedDates) note(s *Server, c echo.Context, form views.Form) error {
	ctx, who, clock := c.Request().Context(), asker(c), s.clock(asker(c))
	n := campus.NewMeeting{Course: form.Value("course"), Slots: d.slots()}
	if login := campus.FoldLogin(strings.TrimSpace(form.Value("host"))); login != "" && login != campus.FoldLogin(who.Username) {
		var err error
		if n.Host, err = s.Store.People.Find(ctx, login); err != nil {
			return err
		}
		if n.Host == 0 { // which the form's field says
			n.Slots = nil
		}
	}
	known, err := s.Store.Meetings.Foresee(ctx, who, n, 0)
	if known.Closed != "" {
		d.shown.Notes = append(d.shown.Notes, campus.SaidClosed(known.Closed))
	}
	for _, l := range known.Hosted {
		d.shown.Notes = append(d.shown.Notes, sameTime(who, clock, l))
	}
	return err
}

// sameTime says that a date is at the time of another of its host's.
func sameTime(who campus.Person, clock rows.Clock, other store.Listed) string {
	host := "You host"
	if other.Meeting.Host.ID != who.ID {
		host = campus.Isolated(other.Meeting.Host.Name) + " hosts"
	}
	when := views.MidSentence(clock.When(other.Instance).Text)
	return host + " “" + campus.Isolated(other.Meeting.Title) + "” at the same time: " + when + "."
}

// firstDate is the field of the first date.
const firstDate = views.DateField + "1"

// rowsIn returns how many dates there are to fill in.
func rowsIn(form views.Form) (rows int) {
	for name := range form.Values {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, views.DateField), "_")
		if i, err := strconv.Atoi(number); err == nil && strings.HasPrefix(name, views.DateField) {
			rows = max(rows, i)
		}
	}
	return min(rows, campus.MaxInstances+1)
}

// addRow makes one more date to fill in, and says that the meeting is to have several.
func addRow(form views.Form) {
	rows := max(rowsIn(form), 1)
	form.Values["repeat"] = views.RepeatSeveral
	if rows < campus.MaxInstances {
		form.Values[views.DateField+strconv.Itoa(rows+1)+"_day"] = ""
	}
}

// walls returns what was typed of a date: from when and until when, or which field is wrong how. A date that ends earlier
// in the day than it begins ends on the next day if that is said.
func (d *plannedDates) walls(form views.Form, name string) (from, to campus.Wall, ok bool) {
	part := func(of string) string { return strings.TrimSpace(form.Value(name + "_" + of)) }
	day, begins, ends := part("day"), part("from"), part("to")
	if day+begins+ends == "" {
		return from, to, false
	}
	d.typed[name] = true
	from, ok1 := campus.ParseWall(day, begins)
	to, ok2 := campus.ParseWall(day, ends)
	switch {
	case !ok1 || !ok2:
		d.wrong[name] = "a day, from when and to when"
		return from, to, false
	case from.After(to):
		d.shown.Overnight = true
		if d.shown.NextDay = form.Value("overnight") != ""; d.shown.NextDay {
			return from, to.Days(1), true
		}
		d.wrong[name] = "it ends before it begins: if it ends after midnight, say below that it ends the next day"
		return from, to, false
	}
	return from, to, true
}

// typedDate reads one date.
func (d *plannedDates) typedDate(form views.Form, zone, name string) {
	from, to, ok := d.walls(form, name)
	if !ok {
		return
	}
	one, err := campus.Plan(from, to, zone, form.Value(views.LaterField+from.Day()) != "")
	if err == nil {
		d.all = append(d.all, one)
	}
	d.blame(err, name)
}

// series reads dates that repeat.
func (d *plannedDates) series(form views.Form, zone string, every campus.Every) {
	from, to, ok := d.walls(form, firstDate)
	series := campus.Series{From: from, To: to, Zone: zone, Every: every}
	for name, value := range form.Values {
		if day, is := strings.CutPrefix(name, views.LaterField); is && value != "" {
			series.Later = append(series.Later, day)
		}
	}
	if form.Value("ends") == "until" {
		if series.Until = strings.TrimSpace(form.Value("until")); series.Until == "" {
			d.wrong["until"] = "a day such as 2026-12-31"
			return
		}
	} else if times, err := strconv.Atoi(strings.TrimSpace(form.Value("times"))); err == nil && times > 0 {
		series.Times = times
	} else {
		d.wrong["times"] = "a number from 1 to 500"
		return
	}
	if !ok {
		return
	}
	all, err := series.Expand()
	d.all = all
	d.blame(err, firstDate)
}

// blame notes what is wrong with the field that it is of.
func (d *plannedDates) blame(err error, name string) {
	invalid, ok := errors.AsType[*campus.Error](err)
	if !ok {
		return
	}
	for field, why := range invalid.Fields {
		switch field {
		case "from", "to":
			field = name
		case "every":
			field = "repeat"
		}
		d.wrong[field] = why
	}
}

// say writes what is shown of the dates: when each is, and what the clocks make of it.
func (d *plannedDates) say(s *Server, c echo.Context, zone string) {
	d.shown.Zone = zone
	own := s.clock(asker(c)).Zone.String()
	there := s.zones.Clock(s.Store.Now(), zone)
	sum := sha256.New()
	for _, one := range d.all {
		at := campus.Instance{From: one.From, To: one.To, Zone: own}
		d.shown.All = append(d.shown.All, views.PlannedDate{Day: one.Day, When: there.When(at), Said: one.Said(), Choice: one.Choice(),
			Later: one.Later})
		if one.Said() != "" {
			fmt.Fprintf(sum, "%s %s\n", one.From.Format(time.RFC3339), one.Said())
		}
	}
	for _, note := range d.shown.Notes {
		fmt.Fprintln(sum, note)
	}
	if d.shown.Speaks() {
		d.shown.Seen = fmt.Sprintf("%x", sum.Sum(nil)[:8])
	}
	d.shown.Incomplete = len(d.all) == 0 && len(d.worth()) == 0
}

// worth returns what is wrong as long as somebody still types: nothing of what they have not come to yet.
func (d *plannedDates) worth() map[string]string {
	wrong := maps.Clone(d.wrong)
	if len(d.typed) == 0 {
		delete(wrong, firstDate)
	}
	return wrong
}

// slots returns the dates as a meeting has them.
func (d *plannedDates) slots() []campus.Slot {
	slots := make([]campus.Slot, len(d.all))
	for i, one := range d.all {
		slots[i] = one.Slot
	}
	return slots
}

// err returns an Invalid naming each wrong field, or nil.
func (d *plannedDates) err() error { return campus.InvalidFields(d.wrong) }

// errLook asks to look at what is said of dates.
var errLook = &campus.Error{Code: campus.Invalid, Sentence: "Please look at the dates first: there is something to know about them.",
	Fields: map[string]string{"instances": "look at what is said of them, and send this once more"}}

// unseen refuses dates of which something is to be said that has not been shown.
func (d *plannedDates) unseen(looked string) error {
	if d.shown.Seen != "" && d.shown.Seen != looked {
		return errLook
	}
	return nil
}

// sortedFields returns the names of a form's fields but for some, in an order.
func sortedFields(form views.Form, but ...string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(form.Values)), func(name string) bool { return slices.Contains(but, name) })
}
