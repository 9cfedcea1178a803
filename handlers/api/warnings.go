package api

import (
	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// plannedMeeting is a meeting with what was worth knowing before it was planned.
type plannedMeeting struct {
	meeting
	Warnings []string `json:"warnings,omitempty"`
}

// plannedInstance is the same of one date.
type plannedInstance struct {
	instanceOut
	Warnings []string `json:"warnings,omitempty"`
}

// warnings says of what was planned in a meeting what was no reason to refuse it.
func (a *API) warnings(c echo.Context, n campus.NewMeeting, m campus.Meeting) ([]string, error) {
	var said []string
	if _, twice := campus.CheckAddresses(n.Audience); twice != "" {
		said = append(said, "audience: "+twice)
	}
	known, err := a.store.Meetings.Foresee(c.Request().Context(), asker(c), n, m.ID)
	if known.Closed != "" {
		said = append(said, campus.SaidClosed(known.Closed))
	}
	for _, l := range known.Hosted {
		said = append(said, l.Meeting.Host.Name+" hosts date "+itoa(int64(l.Instance.Order))+" of “"+l.Meeting.Title+"” (meeting "+
			itoa(l.Meeting.ID)+") at the same time: "+precise(l.Instance.From)+" to "+precise(l.Instance.To)+".")
	}
	return said, err
}
