package views

import (
	"net/url"
	"strconv"
	"strings"

	"stoa/store/campus"
)

// The pages' addresses. Nothing else in Stoa spells a URL.
const (
	PathHome     = "/"
	PathSignIn   = "/sign-in"
	PathSignOut  = "/sign-out"
	PathCourses  = "/courses"
	PathMeetings = "/meetings"
	PathProfile  = "/profile"
	PathWish     = PathProfile + "/wish"
	PathOwnData  = PathProfile + "/export"
	PathActive   = "/admin/active"
	PathAudit    = "/admin/audit"
	PathAuditCSV = "/admin/audit.csv"
	PathSystem   = "/admin/system"
	PathRetry    = PathSystem + "/retry"
	PathLive     = "/live"
	PathReports  = "/reports"
	PathBlocked  = PathProfile + "/blocked"
)

// The addresses of one's password, sessions and tokens.
const (
	PathSecurity  = PathProfile + "/security"
	PathPassword  = PathSecurity + "/password"
	PathEnd       = PathSecurity + "/end"
	PathEndOthers = PathSecurity + "/end-others"
	PathTokens    = PathSecurity + "/tokens"
)

// The addresses of two-factor sign-in.
const (
	PathTwoFactor      = PathProfile + "/two-factor"
	PathTwoFactorBegin = PathTwoFactor + "/begin"
	PathTwoFactorOff   = PathTwoFactor + "/off"
	PathRecoveryCodes  = PathTwoFactor + "/codes"
	PathSignInCode     = PathSignIn + "/code"
)

// AuditPath is a page of the audit with a filter, from a cursor on, "" for the newest.
func AuditPath(f AuditFilter, cursor string) string { return PathAudit + f.query(cursor) }

// AuditCSVPath is the audit with a filter as a file.
func AuditCSVPath(f AuditFilter) string { return PathAuditCSV + f.query("") }

func (f AuditFilter) query(cursor string) string {
	values := url.Values{}
	for name, value := range map[string]string{"who": f.Who, "whom": f.Whom, "deed": f.Deed, "from": f.From, "to": f.To, "cursor": cursor} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if f.Failures {
		values.Set("failures", "1")
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// MyMeetingsPath is a page of the meetings that one hosts, or whose course one teaches.
func MyMeetingsPath(cursor string) string {
	if cursor == "" {
		return PathMeetings + "?mine=1"
	}
	return PathMeetings + "?" + url.Values{"mine": {"1"}, "cursor": {cursor}}.Encode()
}

// MeetingsPath is a page of the meetings in a state.
func MeetingsPath(state, cursor string) string {
	if cursor == "" {
		return PathMeetings + "?state=" + state
	}
	return PathMeetings + "?" + url.Values{"state": {state}, "cursor": {cursor}}.Encode()
}

// CoursePath is where a course is.
func CoursePath(id string) string { return PathCourses + "/" + id }

// EnrolPath takes the form that enrols.
func EnrolPath(id string) string { return CoursePath(id) + "/enrol" }

// DropPath takes the form that gives the place back.
func DropPath(id string) string { return CoursePath(id) + "/drop" }

// MeetingPath leads to the date of a meeting that is open, or comes next, or was last.
func MeetingPath(id int64) string { return PathMeetings + "/" + strconv.FormatInt(id, 10) }

// AudiencePath is whom a meeting lists, for its staff.
func AudiencePath(id int64) string { return MeetingPath(id) + "/audience" }

// InstancePath is an instance's door and room.
func InstancePath(id int64, order int) string {
	return PathMeetings + "/" + strconv.FormatInt(id, 10) + "/" + strconv.Itoa(order)
}

// JoinPath takes the form that joins.
func JoinPath(id int64, order int) string { return InstancePath(id, order) + "/join" }

// LeavePath takes the form that leaves.
func LeavePath(id int64, order int) string { return InstancePath(id, order) + "/leave" }

// HerePath takes the answer of a room's page to a beat: somebody is there.
func HerePath(id int64, order int) string { return InstancePath(id, order) + "/here" }

// MessagesPath takes a line. room is the path of the room.
func MessagesPath(room string) string { return room + "/messages" }

// ReportLinePath asks why a line is reported, and takes the answer. room is the path of the room.
func ReportLinePath(room string, line int64) string {
	return room + "/messages/" + strconv.FormatInt(line, 10) + "/report"
}

// ReportPersonPath is ReportLinePath for a person in the room.
func ReportPersonPath(room string, person int64) string {
	return room + "/people/" + strconv.FormatInt(person, 10) + "/report"
}

// ReportsPath is a page of what was reported.
func ReportsPath(cursor string) string {
	if cursor == "" {
		return PathReports
	}
	return PathReports + "?" + url.Values{"cursor": {cursor}}.Encode()
}

// CloseReportPath takes the form that says that a report was looked after.
func CloseReportPath(id string) string { return PathReports + "/" + id + "/close" }

// BlockPath takes the form that blocks somebody.
func BlockPath(person int64) string { return "/people/" + strconv.FormatInt(person, 10) + "/block" }

// UnblockPath takes the form that takes that back.
func UnblockPath(person int64) string { return "/people/" + strconv.FormatInt(person, 10) + "/unblock" }

// LivePath is the stream of a page: what its reader was told, which every page shows, and some topics. These are letters,
// digits and colons, which stand in a query as they are.
func LivePath(topics ...string) string {
	return PathLive + "?topic=" + strings.Join(append([]string{campus.TopicMe}, topics...), "&topic=")
}

// SignInNext is the sign-in page that leads back to where one was.
func SignInNext(next string) string {
	if next == "" || next == PathHome {
		return PathSignIn
	}
	return PathSignIn + "?" + url.Values{"next": {next}}.Encode()
}

// SignInCodeNext is the second step of a sign-in that leads back to where one was.
func SignInCodeNext(next string) string {
	if next == "" || next == PathHome {
		return PathSignInCode
	}
	return PathSignInCode + "?" + url.Values{"next": {next}}.Encode()
}

// PersonTwoFactorPath takes the form by which an admin turns somebody's two-factor sign-in off.
func PersonTwoFactorPath(id int64) string { return PersonPath(id) + "/two-factor" }
