package store_test

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"stoa/store/campus"
)

// The life of paperTTL and paperRefresh is that of lively.
const (
	paperTTL     = 300 * time.Second
	paperRefresh = 60 * time.Second
)

// paper is a course with its people as one would keep it on paper: what SPEC says of courses, in plain Go, beside which the
// store is held.
type paper struct {
	title             string
	places            int // 0 for unlimited
	kind              campus.Closing
	closes            time.Time
	told              time.Time // when it closed, once that has been told
	deleted           bool
	version           int64
	teacher           int64
	with              []int64
	enrolled, waiting []int64
	ever              map[int64]bool
	news              []news             // what is not told yet
	inboxes           map[int64][]string // what everybody has been told
}

// news is something to be told once: to one person, or to all who are in the course when it is told.
type news struct {
	text   string
	to     int64 // 0 for all
	by     int64
	former []int64
}

func (m *paper) closed(now time.Time) bool {
	return !m.told.IsZero() || !m.closes.IsZero() && !now.Before(m.closes)
}

func (m *paper) staff() []int64 { return append([]int64{m.teacher}, m.with...) }

func (m *paper) stands(p int64) campus.Enrolment {
	switch at := slices.Index(m.waiting, p); {
	case slices.Contains(m.enrolled, p):
		return campus.Enrolment{Status: campus.Enrolled}
	case at >= 0:
		return campus.Enrolment{Status: campus.Waiting, Position: at + 1}
	}
	return campus.Enrolment{Status: campus.NotEnrolled}
}

func (m *paper) enrol(now time.Time, p int64, wait bool) (campus.Enrolment, error) {
	switch stands := m.stands(p); {
	case m.deleted:
		return campus.Enrolment{}, campus.ErrNoCourse
	case stands.Status != campus.NotEnrolled:
		return stands, nil
	case m.closed(now):
		return campus.Enrolment{}, campus.ErrCourseClosed
	case m.places == 0 || len(m.enrolled) < m.places:
		m.take(p)
	case !wait:
		return campus.Enrolment{}, campus.ErrCourseFull
	default:
		m.waiting = append(m.waiting, p)
	}
	return m.stands(p), nil
}

func (m *paper) take(p int64) {
	m.enrolled = append(m.enrolled, p)
	if !m.ever[p] && m.kind == campus.ClosesAuto {
		m.closes = m.closes.Add(paperRefresh)
	}
	m.ever[p] = true
}

func (m *paper) drop(now time.Time, p int64) (campus.Enrolment, error) {
	if m.deleted {
		return campus.Enrolment{}, campus.ErrNoCourse
	}
	is := func(q int64) bool { return p == q }
	m.enrolled, m.waiting = slices.DeleteFunc(m.enrolled, is), slices.DeleteFunc(m.waiting, is)
	m.promote(now)
	return campus.Enrolment{Status: campus.NotEnrolled}, nil
}

func (m *paper) promote(now time.Time) {
	for open := !m.closed(now); open && len(m.waiting) > 0 && (m.places == 0 || len(m.enrolled) < m.places); {
		first := m.waiting[0]
		m.waiting = m.waiting[1:]
		m.take(first)
		m.news = append(m.news, news{text: "promoted", to: first})
	}
}

// mayEdit says why somebody may not; own is for what co-teachers may not.
func (m *paper) mayEdit(who campus.Person, own bool) error {
	switch {
	case m.deleted:
		return campus.ErrNoCourse
	case who.Role == campus.Admin || who.ID == m.teacher:
		return nil
	case !slices.Contains(m.with, who.ID):
		return campus.ErrNotStaff
	case own:
		return campus.ErrNotOwner
	}
	return nil
}

func (m *paper) edit(now time.Time, who campus.Person, n campus.NewCourse) error {
	if err := m.mayEdit(who, n.Teacher != 0 && n.Teacher != m.teacher); err != nil {
		return err
	}
	if n.Seen != 0 && n.Seen != m.version {
		return campus.ErrMeanwhile
	}
	was, staff := m.fields(), m.staff()
	same := n.Closing == campus.ClosesDate && n.Closes.Equal(m.closes) || n.Closing == campus.ClosesNever && m.kind == n.Closing
	if same {
		n.Closing = ""
	}
	if (same || n.Closing == "" && m.kind != campus.ClosesAuto) && m.says(n) {
		return nil
	}
	m.title, m.places = n.Title, n.Places
	if n.Unlimited {
		m.places = 0
	}
	if n.Teacher != 0 {
		m.teacher = n.Teacher
	}
	if n.With != nil {
		m.with = slices.Clone(n.With)
	}
	m.with = slices.DeleteFunc(m.with, func(id int64) bool { return id == m.teacher })
	switch {
	case n.Closing == campus.ClosesDate:
		m.kind, m.closes = n.Closing, n.Closes
	case n.Closing == campus.ClosesNever:
		m.kind, m.closes = n.Closing, time.Time{}
	case n.Closing == campus.ClosesAuto || m.kind == campus.ClosesAuto:
		m.kind, m.closes = campus.ClosesAuto, now.Add(paperTTL)
	}
	m.changed(now, who, was, staff)
	return nil
}

// says reports whether the paper says already what an edit says beside the closing time.
func (m *paper) says(n campus.NewCourse) bool {
	return n.Title == m.title && n.Unlimited == (m.places == 0) && (n.Unlimited || n.Places == m.places) &&
		(n.Teacher == 0 || n.Teacher == m.teacher) &&
		(n.With == nil || slices.Equal(slices.Sorted(slices.Values(n.With)), slices.Sorted(slices.Values(m.with))))
}

func (m *paper) reopen(now time.Time, who campus.Person) error {
	if err := m.mayEdit(who, false); err != nil || !m.closed(now) {
		return err
	}
	was := m.fields()
	m.kind, m.closes = campus.ClosesAuto, now.Add(paperTTL)
	m.changed(now, who, was, m.staff())
	return nil
}

// changed does what follows from a change: who is first in line moves up, and all are told what is another by now.
func (m *paper) changed(now time.Time, who campus.Person, was [][2]string, staff []int64) {
	m.version++
	kind := campus.CourseChanged
	if !m.told.IsZero() && (m.closes.IsZero() || now.Before(m.closes)) {
		m.told, kind = time.Time{}, campus.CourseReopened
	}
	m.promote(now)
	text, some := string(kind), kind == campus.CourseReopened
	for i, is := range m.fields() {
		if is != was[i] {
			text, some = fmt.Sprintf("%s %s: %s → %s", text, is[0], was[i][1], is[1]), true
		}
	}
	if some {
		m.news = append(m.news, news{text: text, by: who.ID, former: staff})
	}
}

// fields is what is compared, as it is kept: of people their ids.
func (m *paper) fields() [][2]string {
	places, chosen := "", string(m.kind)
	if m.places != 0 {
		places = strconv.Itoa(m.places)
	}
	if m.kind == campus.ClosesDate {
		chosen = strconv.FormatInt(m.closes.UnixMilli(), 10)
	}
	with := slices.Sorted(slices.Values(m.with))
	return [][2]string{{"title", m.title}, {"places", places}, {"chosen", chosen}, {"teacher", fmt.Sprint(m.teacher)},
		{"co_teachers", fmt.Sprint(with)}}
}

func (m *paper) remove(who campus.Person) error {
	switch err := m.mayEdit(who, true); {
	case err == campus.ErrNotStaff:
		return campus.ErrNotOwner
	case err != nil:
		return err
	}
	m.deleted = true
	m.news = append(m.news, news{text: string(campus.CourseDeleted), by: who.ID})
	return nil
}

// tick is what the scheduler does.
func (m *paper) tick(now time.Time) {
	if !m.deleted && m.told.IsZero() && m.closed(now) {
		m.told = m.closes
		m.news = append(m.news, news{text: string(campus.CourseClosed)})
	}
}

// settle is what the followers do: each thing is told once to each person whom it is for.
func (m *paper) settle() {
	for _, one := range m.news {
		to := []int64{one.to}
		if one.to == 0 {
			to = slices.Concat(m.staff(), one.former, m.enrolled, m.waiting)
			slices.Sort(to)
			to = slices.Compact(to)
		} else if m.deleted || !slices.Contains(m.enrolled, one.to) {
			to = nil
		}
		for _, p := range to {
			if p != one.by {
				m.inboxes[p] = append(m.inboxes[p], one.text)
			}
		}
	}
	m.news = nil
}
