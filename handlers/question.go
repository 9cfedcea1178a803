package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// question is what is asked of a meeting before something is done that cannot be undone, as it is now.
type question struct {
	plan    store.Planned
	dates   []campus.Instance // it is about these
	first   int               // the number of the one that it may be about alone; 0 when it is about all in any case
	settled bool              // it is done already
	clock   rows.Clock        // of who is asked
}

// asSeen does what a form says yes to, if the meeting has still the version that its question was asked of. A form without a
// version is good for every one. Where the version is another, but nothing that was asked about has changed, it is done too.
func asSeen(form views.Form, do func(seen int64) error, now func() (question, error)) error {
	seen, err := strconv.ParseInt(cmp.Or(form.Value("seen"), "0"), 10, 64)
	if err != nil {
		seen = -1 // a version that no meeting ever has
	}
	if err = do(seen); !errors.Is(err, campus.ErrMeanwhile) {
		return err
	}
	is, qerr := now()
	if qerr != nil {
		return qerr
	}
	if !is.settled && len(is.changed(form)) > 0 {
		return err
	}
	return do(is.plan.Meeting.Version)
}

// ask returns a form that knows what it asks about. After a refusal it asks again, and what has changed meanwhile comes with it.
func (q question) ask(form views.Form) (views.Form, []views.Fact) {
	var theirs []views.Fact
	if form.Error == campus.ErrMeanwhile.Sentence {
		theirs = q.changed(form)
		form.Op, form.Error = campus.NewOp(), "Somebody else has changed this meanwhile. Please look at it once more."
	}
	if form.Values == nil {
		form.Values = map[string]string{}
	}
	form.Values["seen"] = strconv.FormatInt(q.plan.Meeting.Version, 10)
	form.Values["shown_title"], form.Values["shown_told"] = q.plan.Meeting.Title, toldOf(q.plan).Words()
	shown := make([]string, len(q.dates))
	for i, date := range q.dates {
		shown[i] = shownDate(date)
	}
	form.Values["shown_dates"] = strings.Join(shown, " ")
	return form, theirs
}

// shownDate is a date as a question knows it: its number, and when it is.
func shownDate(i campus.Instance) string {
	return fmt.Sprintf("%d:%s-%s", i.Order, strconv.FormatInt(i.From.UnixMilli(), 36), strconv.FormatInt(i.To.UnixMilli(), 36))
}

// changed says what is not as the form was shown it. Dates that the form does not name do not count.
func (q question) changed(form views.Form) []views.Fact {
	var theirs []views.Fact
	if title := q.plan.Meeting.Title; title != form.Value("shown_title") {
		theirs = append(theirs, views.Fact{Name: "Title", Text: title})
	}
	if told := toldOf(q.plan).Words(); told != form.Value("shown_told") {
		theirs = append(theirs, views.Fact{Name: "Who is told", Text: told})
	}
	alone := q.first > 0 && form.Value("scope") != "later"
	of := func(order int) bool { return !alone || order == q.first }
	shown := strings.Fields(form.Value("shown_dates"))
	now := map[int]bool{}
	for _, date := range q.dates {
		now[date.Order] = true
		if of(date.Order) && !slices.Contains(shown, shownDate(date)) {
			theirs = append(theirs, views.Fact{Name: views.DateWords(date.Order), Text: q.clock.When(date).Text})
		}
	}
	for _, date := range shown {
		number, _, _ := strings.Cut(date, ":")
		if order, err := strconv.Atoi(number); err == nil && of(order) && !now[order] {
			theirs = append(theirs, views.Fact{Name: views.DateWords(order), Text: "no longer to come"})
		}
	}
	return theirs
}
