package views

import "stoa/store/campus"

// AboutPath is the page of what somebody was told about; "" when that is gone. Of a line it is the line's own page, but in a room of
// two, which is short: there it is the room.
func AboutPath(n campus.Notification) string {
	switch {
	case !n.Leads():
		return ""
	case n.Kind == campus.RoleDecided:
		return PathProfile
	case n.Kind == campus.Reported:
		return PathReports
	case n.Room.ID != "":
		_, _, two := n.Room.ID.Two()
		return linePathIn(RoomPath(n.Room.ID), n.Room.Line, !two)
	case n.Meeting.ID != 0 && n.Meeting.Order != 0:
		return linePathIn(InstancePath(n.Meeting.ID, n.Meeting.Order), n.Meeting.Line, true)
	case n.Meeting.ID != 0:
		return MeetingPath(n.Meeting.ID)
	}
	return CoursePath(n.Course.ID)
}

// linePathIn is a line's own page, or its room where there is none, or the room is what is wanted.
func linePathIn(room string, line int64, alone bool) string {
	if line == 0 || !alone {
		return room
	}
	return LinePath(room, line)
}
