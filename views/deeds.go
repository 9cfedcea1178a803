package views

import (
	"slices"
	"strconv"
	"strings"

	"stoa/store/campus"
	"stoa/views/ui"
)

// deed is how a kind of entry of the audit is called.
type deed struct {
	kind campus.Deed
	name string
}

// deeds is every kind of entry in plain words, in the order in which one chooses among them.
func deeds() []deed {
	return []deed{
		{campus.DeedCreated, "Account made"},
		{campus.DeedEdited, "Account changed"},
		{campus.DeedRole, "Role changed"},
		{campus.DeedStatus, "Status changed"},
		{campus.DeedTwoFactor, "Two-factor sign-in"},
		{campus.DeedReported, "Reported"},
		{campus.DeedErased, "Person erased"},
		{campus.DeedTakenOut, "Erased person taken out of what others said"},

		{campus.DeedLineDeleted, "Another's message deleted"},
		{campus.DeedCourseEdited, "Another's course changed"},
		{campus.DeedCourseDeleted, "Another's course deleted"},
		{campus.DeedMeetingEdited, "Another's meeting changed"},
		{campus.DeedMeetingMoved, "Another's meeting moved"},
		{campus.DeedMeetingCancelled, "Another's meeting cancelled"},
		{campus.DeedMeetingTurned, "Another's meeting started, extended or ended"},
		{campus.DeedRoomRuled, "Another's room locked, or who writes in it changed"},
		{campus.DeedSanctioned, "Muted, sent out or banned"},
		{campus.DeedExcused, "Excused from a date, or expected again"},
		{campus.DeedMeetingDeleted, "Another's meeting deleted"},

		{campus.DeedInvited, "Invitation made"},
		{campus.DeedRevoked, "Invitation taken back"},
		{campus.DeedAccepted, "Invitation accepted"},
		{campus.DeedLinked, "Sign-in link made"},
		{campus.DeedEntered, "Entered by a sign-in link"},

		{campus.DeedSignedIn, "Signed in"},
		{campus.DeedSignedOut, "Signed out"},
		{campus.DeedEnded, "Session or token ended"},
		{campus.DeedToken, "Token made"},
		{campus.DeedPassword, "Password changed"},
		{campus.DeedSignInFailed, "Sign-in failed"},

		{campus.DeedImported, "People imported"},
		{campus.DeedExported, "Data exported"},

		{campus.DeedRefused, "Refused: no right to it"},
		{campus.DeedAuditTaken, "Audit downloaded"},
	}
}

// DeedName says what was done, by its kind; of one that only a newer Stoa knows the kind itself.
func DeedName(kind campus.Deed) string {
	all := deeds()
	if i := slices.IndexFunc(all, func(d deed) bool { return d.kind == kind }); i >= 0 {
		return all[i].name
	}
	return "Something else (" + string(kind) + ")"
}

// DeedDetail says more, where the kind has its own way to.
func DeedDetail(kind campus.Deed, what string) string {
	switch kind {
	case campus.DeedRole, campus.DeedStatus:
		if old, now, ok := strings.Cut(what, " "); ok {
			return old + " → " + now
		}
	case campus.DeedTakenOut:
		if n, err := strconv.Atoi(what); err == nil {
			return Count(n, "line", "lines")
		}
	case campus.DeedEdited:
		return strings.ReplaceAll(strings.ReplaceAll(what, " ", ", "), "_", " ")
	}
	return what
}

// deedOptions is what one can choose among.
func deedOptions() []ui.Option {
	options := []ui.Option{{Label: "Anything"}}
	for _, d := range deeds() {
		options = append(options, ui.Option{Value: string(d.kind), Label: d.name})
	}
	return options
}

// auditNumber names somebody in a filter.
func auditNumber(id int64) string { return strconv.FormatInt(id, 10) }
