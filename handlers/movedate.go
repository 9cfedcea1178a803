package handlers

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// moveFields are those of the form that moves a date; moveShown of these come back as they were shown.
var (
	moveFields = []string{"scope", "date_day", "date_from", "date_to", "zone", "overnight", "looked", "seen"}
	moveShown  = []string{"date_day", "date_from", "date_to", "zone"}
)

// movingDate is a date that is to move, or one that is to be planned.
type movingDate struct {
	plan  store.Planned
	date  campus.Instance // zero for one that is to be planned
	later []campus.Instance
	form  views.Form
	wrong map[string]string
	slot  campus.Slot
	first campus.Planned // where it goes, by the clocks
	moves views.PlannedMoves
	slots []campus.Slot // where all of them go
	sum   hash.Hash     // of what is said of them
}

// moveDateForm is GET /meetings/{id}/{order}/move, for its staff.
func (s *Server) moveDateForm(c echo.Context) error {
	plan, date, later, err := s.dateOf(c)
	if err != nil {
		return err
	}
	m := movingDate{plan: plan, date: date, later: later, form: newForm()}
	m.form.Values = map[string]string{"scope": "this", "seen": seenDate(date)}
	zone := s.zones.Load(date.Zone)
	from, to := campus.WallOf(date.From, zone), campus.WallOf(date.To, zone)
	for name, value := range map[string]string{"date_day": from.Day(), "date_from": from.Clock(), "date_to": to.Clock(),
		"zone": zone.String()} {
		m.form.Values[name], m.form.Values["shown_"+name] = value, value
	}
	if to.Day() != from.Day() {
		m.form.Values["overnight"] = "1"
		m.moves.Overnight, m.moves.NextDay = true, true
	}
	return s.showMove(c, http.StatusOK, m)
}

// seenDate is when a date is, as a form knows it.
func seenDate(i campus.Instance) string {
	return fmt.Sprintf("%d %d %s", i.From.UnixMilli(), i.To.UnixMilli(), i.Zone)
}

// showMove draws the form that moves a date.
func (s *Server) showMove(c echo.Context, status int, m movingDate) error {
	return s.page(c, status, views.MoveDate(s.movePage(c, m)))
}

func (s *Server) movePage(c echo.Context, m movingDate) views.MovePage {
	id := m.plan.Meeting.ID
	page := views.MovePage{Page: s.newPage(c, "Add a date"), Meeting: id, Of: m.plan.Meeting.Title, Number: m.date.Order, Form: m.form,
		Later: len(m.later), Zones: campus.Zones(), Moves: m.moves}
	page.Form.Action, page.Nav = views.AddDatePath(id), views.NavMeetings
	if m.date.Order > 0 {
		page.Title, page.Form.Action = "Move date "+strconv.Itoa(m.date.Order), views.MovePath(id, m.date.Order)
		page.Begun = m.date.State(s.Store.Now()) == campus.Active
	}
	return page
}

// moveDate is POST /meetings/{id}/{order}/move (scope, date_day, date_from, date_to, zone); with do=check, and to htmx, it
// only says what it would do.
func (s *Server) moveDate(c echo.Context) error {
	plan, date, later, err := s.dateOf(c)
	if err != nil {
		return err
	}
	m := s.postedMove(c, plan, date, later)
	all, serr := laterOf(m.form)
	if serr == nil {
		m.foresee(s, all)
	}
	if err := m.note(s, c); err != nil {
		return err
	}
	if isHTMX(c) || posted(c, "do") == "check" {
		return s.showMoves(c, m)
	}
	err = campus.Both(campus.InvalidFields(m.wrong), serr)
	switch {
	case err != nil:
	case m.form.Value("seen") != seenDate(date) && seenDate(date) != seenDate(m.moved()):
		err = campus.ErrMeanwhile
	case m.moves.Seen != "" && m.moves.Seen != m.form.Value("looked"):
		err = errLook
	default:
		err = m.save(s, c, all)
	}
	if err == nil {
		s.giveNotice(c, "dates-moved")
		return see(c, views.DatePath(plan.Meeting.ID, date.Order))
	}
	return s.refuse(c, err, m.form, redraw{page: func(status int, f views.Form) error {
		m.form = f
		m.form.Values["seen"] = seenDate(date)
		return s.showMove(c, status, m)
	}})
}

// save moves a date, or it and all later ones.
func (m *movingDate) save(s *Server, c echo.Context, all bool) error {
	ctx, meeting, op := c.Request().Context(), m.plan.Meeting, opWith(m.form, sortedFields(m.form, "looked", "seen"))
	if all {
		return s.Store.Meetings.MoveLater(ctx, asker(c), meeting.ID, m.date.Order, m.sent(), m.chosen(), meeting.Version, op)
	}
	return s.Store.Meetings.MoveInstances(ctx, asker(c), meeting.ID, m.date.Order, m.sent().Slot, false, meeting.Version, op)
}

// chosen returns of which days it was said which time is meant of one that is there twice.
func (m *movingDate) chosen() campus.Choices {
	chosen := campus.Choices{}
	for name := range m.form.Values {
		if day, ok := strings.CutPrefix(name, views.ChoiceField); ok {
			chosen[day] = m.form.Value(views.LaterField+day) != ""
		}
	}
	return chosen
}

// showMoves answers who only wants to see what a form would do.
func (s *Server) showMoves(c echo.Context, m movingDate) error {
	m.form.Errors = m.wrong
	if m.moves.Alone = isHTMX(c); m.moves.Alone {
		return s.page(c, http.StatusOK, views.Moves(s.movePage(c, m)))
	}
	m.moves.Asked = true
	return s.showMove(c, http.StatusOK, m)
}

// postedMove reads the form that moves a date, or plans one more.
func (s *Server) postedMove(c echo.Context, plan store.Planned, date campus.Instance, later []campus.Instance) movingDate {
	var shown, choices []string
	for _, name := range moveShown {
		shown = append(shown, "shown_"+name)
	}
	for name := range postedFields(c) {
		if strings.HasPrefix(name, views.LaterField) || strings.HasPrefix(name, views.ChoiceField) {
			choices = append(choices, name)
		}
	}
	m := movingDate{plan: plan, date: date, later: later, wrong: map[string]string{}, sum: sha256.New(),
		form: postedForm(c, append(append(append([]string{}, moveFields...), shown...), choices...)...)}
	d := plannedDates{wrong: m.wrong, typed: map[string]bool{}}
	d.typedDate(m.form, strings.TrimSpace(m.form.Value("zone")), "date")
	m.moves.Overnight, m.moves.NextDay = d.shown.Overnight, d.shown.NextDay
	if len(d.all) == 1 {
		m.first, m.slot = d.all[0], d.all[0].Slot
	}
	if len(d.typed) == 0 {
		m.wrong["date"] = "a day, from when and to when"
	}
	return m
}

// moved is the date as it would be.
func (m *movingDate) moved() campus.Instance {
	return campus.Instance{From: m.slot.From, To: m.slot.To, Zone: m.slot.Zone}
}

// sent is what of a date moves: what was left as it was shown stays as it is, to the millisecond.
func (m *movingDate) sent() campus.Planned {
	date := m.first
	if unchanged(m.form, "date_day", "date_from", "zone") {
		date.From = time.Time{}
	}
	if unchanged(m.form, "date_day", "date_to", "zone") {
		date.To = time.Time{}
	}
	return date
}

// foresee says what the form does.
func (m *movingDate) foresee(s *Server, all bool) {
	if m.slot.Zone == "" && m.slot.From.IsZero() {
		return
	}
	there := s.zones.Clock(s.Store.Now(), m.slot.Zone)
	date, dates := m.sent().Or(m.date), []campus.Instance{m.date}
	if all {
		dates = append(dates, m.later...)
	}
	chosen := m.chosen()
	for _, at := range dates {
		to := date.Shifted(m.date, at, chosen)
		said, moves := to, !to.From.Equal(at.From) || !to.To.Equal(at.To) || to.Zone != at.Zone
		if at.Order == m.date.Order {
			said = m.first
		}
		if moves || at.Order == m.date.Order {
			m.says(said)
		}
		if moves {
			one := plannedMove(said, there.When(campus.Instance{From: to.From, To: to.To, Zone: at.Zone}))
			one.Number, one.Was = at.Order, there.When(at)
			m.moves.All = append(m.moves.All, one)
			m.slots = append(m.slots, to.Slot)
		}
	}
	zone := s.zones.Load(m.slot.Zone)
	was, now := campus.WallOf(m.date.From, zone), campus.WallOf(date.From, zone)
	m.moves.Text = views.MoveWords(len(m.moves.All), was.DaysTo(now), was.Clock() != now.Clock(),
		now.Clock()+" to "+campus.WallOf(date.To, zone).Clock())
}

// says notes what is to be said of a date, which is to be looked at before it is done.
func (m *movingDate) says(one campus.Planned) {
	if said := one.Said(); said != "" {
		fmt.Fprintf(m.sum, "%s %s\n", one.From.Format(time.RFC3339), said)
		m.moves.Seen = fmt.Sprintf("%x", m.sum.Sum(nil)[:8])
	}
}

// plannedMove is where a date goes, with what its zone's clocks make of it.
func plannedMove(to campus.Planned, when views.When) views.PlannedMove {
	return views.PlannedMove{Now: when, Said: to.Said(), Day: to.Day, Choice: to.Choice(), Later: to.Later}
}

// note says which other dates of the host's are at the same time; that is to be looked at too.
func (m *movingDate) note(s *Server, c echo.Context) error {
	who, clock, meeting := asker(c), s.clock(asker(c)), m.plan.Meeting
	if len(m.slots) == 0 {
		return nil
	}
	known, err := s.Store.Meetings.Foresee(c.Request().Context(), who, campus.NewMeeting{Host: meeting.Host.ID, Slots: m.slots}, meeting.ID)
	for _, l := range known.Hosted {
		m.moves.Notes = append(m.moves.Notes, sameTime(who, clock, l))
		fmt.Fprintln(m.sum, l.Meeting.ID, l.Instance.Order, l.Instance.From.UnixMilli())
		m.moves.Seen = fmt.Sprintf("%x", m.sum.Sum(nil)[:8])
	}
	return err
}

// addDateForm is GET /meetings/{id}/dates/add, for its staff: as long as the last date lasts.
func (s *Server) addDateForm(c echo.Context) error {
	plan, err := s.staffPlan(c)
	if err != nil {
		return err
	}
	m := movingDate{plan: plan, form: newForm()}
	m.form.Values = map[string]string{"zone": s.clock(asker(c)).Zone.String()}
	if n := len(plan.Instances); n > 0 {
		last := plan.Instances[n-1]
		zone := s.zones.Load(last.Zone)
		m.form.Values = map[string]string{"zone": zone.String(), "date_from": campus.WallOf(last.From, zone).Clock(),
			"date_to": campus.WallOf(last.To, zone).Clock()}
	}
	return s.showMove(c, http.StatusOK, m)
}

// staffPlan reads a meeting with its dates for its staff.
func (s *Server) staffPlan(c echo.Context) (store.Planned, error) {
	plan, err := s.planOf(c)
	if err == nil && !plan.Staff {
		err = campus.ErrNotMeetingStaff
	}
	return plan, err
}

// addDate is POST /meetings/{id}/dates/add (date_day, date_from, date_to, zone).
func (s *Server) addDate(c echo.Context) error {
	plan, err := s.staffPlan(c)
	if err != nil {
		return err
	}
	m := s.postedMove(c, plan, campus.Instance{}, nil)
	if len(m.wrong) == 0 {
		m.announce(s, s.clock(asker(c)).Zone.String())
	}
	if err := m.note(s, c); err != nil {
		return err
	}
	if isHTMX(c) || posted(c, "do") == "check" {
		return s.showMoves(c, m)
	}
	order := 0
	switch err = campus.InvalidFields(m.wrong); {
	case err != nil:
	case m.moves.Seen != "" && m.moves.Seen != m.form.Value("looked"):
		err = errLook
	default:
		order, err = s.Store.Meetings.AddInstance(c.Request().Context(), asker(c), plan.Meeting.ID, m.slot,
			opWith(m.form, sortedFields(m.form, "looked")))
	}
	if err == nil {
		s.giveNotice(c, "date-added")
		return see(c, views.DatePath(plan.Meeting.ID, order))
	}
	return s.refuse(c, err, m.form, redraw{page: func(status int, f views.Form) error {
		m.form = f
		return s.showMove(c, status, m)
	}})
}

// announce says when one more date is.
func (m *movingDate) announce(s *Server, own string) {
	there := s.zones.Clock(s.Store.Now(), m.slot.Zone)
	m.says(m.first)
	m.moves.All = []views.PlannedMove{plannedMove(m.first, there.When(campus.Instance{From: m.slot.From, To: m.slot.To, Zone: own}))}
	m.moves.Text, m.slots = "One more date", []campus.Slot{m.slot}
}
