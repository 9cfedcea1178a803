package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
	"stoa/views"
)

// inboxShown is how many notifications a page has.
const inboxShown = 30

// inbox is GET /inbox?cursor=: what one was told, the newest first.
func (s *Server) inbox(c echo.Context) error {
	who, cursor := asker(c), c.QueryParam("cursor")
	told, err := s.Store.Inbox.Page(c.Request().Context(), who.ID, cursor, inboxShown)
	if err != nil {
		return err
	}
	page := views.InboxPage{Page: s.newPage(c, "Inbox").WithUnread(told.Unread), Op: campus.NewOp(), Cursor: cursor,
		Staff: who.Role.Staff()}
	page.Nav = views.NavInbox
	clock := s.clock(who)
	for _, n := range told.Notifications {
		page.Rows = append(page.Rows, clock.InboxRow(n))
	}
	if len(told.Notifications) > 0 {
		page.UpTo = told.Notifications[0].At.UTC().Format(time.RFC3339Nano)
	}
	if cursor != "" {
		page.First = views.PathInbox
	}
	if told.Next != "" {
		page.Next = views.InboxPath(told.Next)
	}
	return s.page(c, http.StatusOK, views.Inbox(page))
}

// readInbox is POST /inbox/read (id, or up_to; cursor, op): marks one as read, or all up to a time, and comes back.
func (s *Server) readInbox(c echo.Context) error {
	var ids []string
	if id := posted(c, "id"); id != "" {
		ids = []string{id}
	}
	upTo, err := time.Parse(time.RFC3339, posted(c, "up_to"))
	if err != nil && len(ids) == 0 {
		return campus.InvalidField("up_to", "the time of a notification")
	}
	if _, err = s.Store.Inbox.MarkRead(c.Request().Context(), asker(c).ID, upTo, ids, posted(c, "op")); err != nil {
		return err
	}
	return see(c, views.InboxPath(strings.TrimSpace(posted(c, "cursor"))))
}
