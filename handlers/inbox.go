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
	page.Came = told.Came
	if cursor != "" {
		page.First = views.PathInbox
	}
	if told.Next != "" {
		page.Next = views.InboxPath(told.Next)
	}
	return s.draw(c, http.StatusOK, views.Inbox(page), views.InboxList(page))
}

// readInbox is POST /inbox/read (id, or came; cursor, op): marks one as read, or all that had come when the page was drawn, and comes
// back. A page from before there was came says up_to, the time of the newest that it showed.
func (s *Server) readInbox(c echo.Context) error {
	ctx, who, id := c.Request().Context(), asker(c).ID, posted(c, "id")
	came, is := campus.ParseID(posted(c, "came"))
	upTo, err := time.Parse(time.RFC3339, posted(c, "up_to"))
	switch {
	case id != "":
		_, err = s.Store.Inbox.MarkRead(ctx, who, time.Time{}, []string{id}, posted(c, "op"))
	case is:
		_, err = s.Store.Inbox.MarkShown(ctx, who, came, posted(c, "op"))
	case err == nil && upTo.UnixMilli() > 0:
		_, err = s.Store.Inbox.MarkRead(ctx, who, upTo, nil, posted(c, "op"))
	default:
		err = campus.InvalidField("came", "what the page had shown")
	}
	if err != nil {
		return err
	}
	return see(c, views.InboxPath(strings.TrimSpace(posted(c, "cursor"))))
}
