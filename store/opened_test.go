package store_test

import (
	"errors"
	"fmt"
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestANotificationIsOpenedByWhoHasItAlone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		course := c.Course(t, thales, "Geometry", 0)
		c.Enrol(t, course, s[0])
		c.Settle(t)
		n := geometry()
		n.Places = 40
		_, err := c.Courses.Edit(ctx, thales, course.ID, n, "")
		must(t, err)
		c.Settle(t)
		page, err := c.Inbox.Page(ctx, s[0].ID, "", 9)
		must(t, err)
		told := page.Notifications[0]
		peeked, err := c.Inbox.Peek(ctx, s[0].ID, told.ID)
		if left, _ := c.Inbox.Unread(ctx, s[0].ID); err != nil || left != 1 || leadsTo(peeked) != leadsTo(told) {
			t.Errorf("looked at it is %+v with %d unread, %v", peeked, left, err)
		}
		for range 2 {
			opened, err := c.Inbox.Open(ctx, s[0].ID, told.ID)
			left, _ := c.Inbox.Unread(ctx, s[0].ID)
			if err != nil || left != 0 || opened.ID != told.ID || leadsTo(opened) != "/courses/"+course.ID {
				t.Errorf("opened it is %+v with %d unread, %v", opened, left, err)
			}
		}
		for who, id := range map[int64]string{s[1].ID: told.ID, s[0].ID: "nothing", 999: ""} {
			_, open := c.Inbox.Open(ctx, who, id)
			if _, peek := c.Inbox.Peek(ctx, who, id); !errors.Is(open, campus.ErrNotTold) || !errors.Is(peek, campus.ErrNotTold) {
				t.Errorf("%q of %d: %v, %v", id, who, open, peek)
			}
		}
	})
}

// leadsTo writes what a notification leads to as one would say it: /meetings/7/2 is a date, /rooms/general/messages/4 a line of a room.
// Where the page of that is, the web knows.
func leadsTo(n campus.Notification) string {
	line := func(room string, line int64) string {
		if line == 0 {
			return room
		}
		return fmt.Sprint(room, "/messages/", line)
	}
	switch _, _, two := n.Room.ID.Two(); {
	case n.Kind == campus.RoleDecided:
		return "/profile"
	case n.Kind == campus.Reported:
		return "/reports"
	case !n.Leads():
		return ""
	case two:
		return "/rooms/" + string(n.Room.ID)
	case n.Room.ID != "":
		return line("/rooms/"+string(n.Room.ID), n.Room.Line)
	case n.Meeting.ID == 0:
		return "/courses/" + n.Course.ID
	case n.Meeting.Order == 0:
		return fmt.Sprint("/meetings/", n.Meeting.ID)
	}
	return line(fmt.Sprintf("/meetings/%d/%d", n.Meeting.ID, n.Meeting.Order), n.Meeting.Line)
}
