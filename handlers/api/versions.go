package api

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// anotherVersion is a version that nothing ever has: what was seen cannot be told.
const anotherVersion = -1

// tagVersion says which version of something is answered.
func tagVersion(c echo.Context, version int64) {
	c.Response().Header().Set("ETag", versionTag(version))
}

// versionTag writes a version as an entity tag. It is of what is edited, and weak: counts, and what the clock or an enrolment
// moves, change without a new version.
func versionTag(version int64) string { return `W/"` + strconv.FormatInt(version, 10) + `"` }

var errIfMatch = campus.Refuse(campus.BadRequest, `If-Match is neither * nor a list of entity tags such as W/"3".`)

// seenVersions returns the versions from which a change may be made, as If-Match says (RFC 9110, 13.1.1); none for whichever
// it is. Weak tags are compared too, for all of ours are.
func seenVersions(c echo.Context) ([]int64, error) {
	lines := c.Request().Header.Values("If-Match")
	if len(lines) == 0 || len(lines) == 1 && strings.Trim(lines[0], " \t") == "*" {
		return nil, nil
	}
	var versions []int64
	for _, line := range lines { // which are one list (5.3)
		for rest := strings.TrimLeft(line, " \t,"); rest != ""; rest = strings.TrimLeft(rest, " \t,") {
			tag, more, ok := cutTag(rest)
			if rest = strings.TrimLeft(more, " \t"); !ok || rest != "" && rest[0] != ',' {
				return nil, errIfMatch
			}
			versions = append(versions, taggedVersion(tag))
		}
	}
	if len(versions) == 0 {
		return nil, errIfMatch
	}
	return versions, nil
}

// cutTag cuts the first entity tag from a list (RFC 9110, 8.8.3) and returns what is between its quotes.
func cutTag(list string) (tag, rest string, ok bool) {
	list, ok = strings.CutPrefix(strings.TrimPrefix(list, "W/"), `"`)
	if !ok {
		return "", "", false
	}
	tag, rest, ok = strings.Cut(list, `"`)
	return tag, rest, ok && !strings.ContainsFunc(tag, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// taggedVersion reads what versionTag wrote.
func taggedVersion(tag string) int64 {
	n, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != tag {
		return anotherVersion
	}
	return n
}

// ofSeen returns which of the versions that were seen something has, as now says; 0 when any will do.
func ofSeen(seen []int64, now func() (int64, error)) (int64, error) {
	switch len(seen) {
	case 0:
		return 0, nil
	case 1:
		return seen[0], nil
	}
	version, err := now()
	if err == nil && !slices.Contains(seen, version) {
		return anotherVersion, nil
	}
	return version, err
}

// courseVersion returns which of the versions that were seen a course has; 0 when any will do.
func (a *API) courseVersion(c echo.Context, seen []int64) (int64, error) {
	return ofSeen(seen, func() (int64, error) {
		now, err := a.store.Courses.Get(c.Request().Context(), c.Param("course"))
		return now.Version, err
	})
}

// meetingVersion reads If-Match: the versions that were seen of a meeting, and which of them it has; 0 when any will do.
func (a *API) meetingVersion(c echo.Context, id int64) (seen []int64, version int64, err error) {
	if seen, err = seenVersions(c); err != nil {
		return nil, 0, err
	}
	version, err = ofSeen(seen, func() (int64, error) {
		now, err := a.store.Meetings.Get(c.Request().Context(), id)
		return now.Version, err
	})
	return seen, version, err
}

// staleError refuses a change that was made from another version of something than it has, and says what that has become.
type staleError struct {
	error
	current any
	changed []string // which fields, where that is known
	version int64
}

// Unwrap returns the refusal.
func (e *staleError) Unwrap() error { return e.error }

// stale adds to a refusal of a course's edit, if it came too late, what has changed since it was seen.
func (a *API) stale(c echo.Context, seen []int64, err error) error {
	if !errors.Is(err, campus.ErrMeanwhile) || len(seen) == 0 {
		return err
	}
	now, changed, rerr := a.store.Courses.Since(c.Request().Context(), c.Param("course"), slices.Max(seen))
	if rerr != nil {
		return rerr
	}
	for i, field := range changed {
		if field == "chosen" {
			changed[i] = "closes"
		}
	}
	return &staleError{err, newCourse(now, a.store.Now()), changed, now.Version}
}

// staleMeeting is stale of a meeting. Who is told is of its staff: nobody else's change comes so far.
func (a *API) staleMeeting(c echo.Context, id int64, seen []int64, err error) error {
	if !errors.Is(err, campus.ErrMeanwhile) || len(seen) == 0 {
		return err
	}
	now, changed, rerr := a.store.Meetings.Since(c.Request().Context(), id, slices.Max(seen))
	if rerr != nil {
		return rerr
	}
	instances, rerr := a.store.Meetings.Instances(c.Request().Context(), now)
	if rerr != nil {
		return rerr
	}
	shown, rerr := a.withAudience(c, newMeeting(now, instances, a.store.Now()))
	if rerr != nil {
		return rerr
	}
	return &staleError{err, shown, changed, now.Version}
}
