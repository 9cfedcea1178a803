package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/archive"
	"stoa/store/campus"
)

// ArchivedFiles is GET /archive/files?table=&path=&folder=&iteration=&after=&before=&limit=&cursor=: the files of the archive, as its index
// has them.
func (a *API) ArchivedFiles(c echo.Context) error {
	q := archive.Query{Table: c.QueryParam("table"), Folder: c.QueryParam("folder"), Cursor: c.QueryParam("cursor")}
	var err error
	if q.After, err = timeParam("after", c.QueryParam("after")); err != nil {
		return err
	}
	if q.Before, err = timeParam("before", c.QueryParam("before")); err != nil {
		return err
	}
	if q.Limit, err = limit(c); err != nil {
		return err
	}
	if text := c.QueryParam("iteration"); text != "" {
		if q.Iteration, err = strconv.Atoi(text); err != nil || q.Iteration < 1 {
			return campus.InvalidField("iteration", "a number from 1: how often it was merged, and one")
		}
	}
	path := c.QueryParam("path")
	for field, name := range map[string]string{"path": path, "folder": q.Folder} {
		if strings.ContainsAny(name, "*:") {
			return campus.InvalidField(field, "a name without * and :")
		}
	}
	return a.answerFiles(c, q, path)
}

func (a *API) answerFiles(c echo.Context, q archive.Query, path string) error {
	ctx := c.Request().Context()
	if q.Table != archive.TableEvents && q.Table != archive.TableMessages {
		if tables, err := a.archive.Tables(ctx); err != nil {
			return err
		} else if !slices.Contains(tables, q.Table) {
			return campus.InvalidField("table", "events or messages")
		}
	}
	var found archive.Found
	var err error
	if path != "" {
		found, err = a.archive.Only(ctx, q, path)
	} else {
		found, err = a.archive.Query(ctx, q)
	}
	if err != nil {
		return err
	}
	type unreadable struct {
		Path string `json:"path"`
		Why  string `json:"why"`
	}
	files, bad := make([]json.RawMessage, len(found.Files)), make([]unreadable, len(found.Unreadable))
	for i, file := range found.Files {
		if files[i], err = file.JSON(); err != nil {
			return err
		}
	}
	for i, one := range found.Unreadable {
		bad[i] = unreadable(one)
	}
	return write(c, http.StatusOK, map[string]any{"files": files, "unreadable": bad, "next": cursorOrNull(found.Next)})
}

// ArchivedEvents is GET /archive/events?meeting=&order=&course=&person=&after=&before=&format=&limit=&cursor=: what happened at dates that
// are over; to who is not of a meeting's staff what happened to themselves.
func (a *API) ArchivedEvents(c echo.Context) error {
	q, err := archiveAsk(c)
	if err != nil {
		return err
	}
	return archived(c, a, q, archive.TableEvents, archive.Event{})
}

// ArchivedMessages is GET /archive/messages?meeting=&order=&course=&person=&after=&before=&format=&limit=&cursor=: what was said at dates
// that are over.
func (a *API) ArchivedMessages(c echo.Context) error {
	q, err := archiveAsk(c)
	if err != nil {
		return err
	}
	return archived(c, a, q, archive.TableMessages, archive.Message{})
}

// archiveAsk reads which rows are asked for.
func archiveAsk(c echo.Context) (q archive.Ask, err error) {
	q.Course, q.Cursor = c.QueryParam("course"), c.QueryParam("cursor")
	wrong := map[string]string{}
	number := func(name, text string) (n int64) {
		n, ok := campus.ParseID(text)
		if text != "" && !ok {
			wrong[name] = "a number from 1"
		}
		return n
	}
	q.Meeting, q.Person = number("meeting", c.QueryParam("meeting")), number("person", c.QueryParam("person"))
	order := number("order", c.QueryParam("order"))
	if order > campus.MaxOrder {
		wrong["order"] = "the number of a date"
	}
	q.Order = int32(min(order, campus.MaxOrder))
	if err := campus.InvalidFields(wrong); err != nil {
		return q, err
	}
	if q.After, err = timeParam("after", c.QueryParam("after")); err != nil {
		return q, err
	}
	if q.Before, err = timeParam("before", c.QueryParam("before")); err != nil {
		return q, err
	}
	q.Limit, err = limit(c)
	return q, err
}

// archived answers with rows of a table: a page of them as JSON, or all as a file.
func archived[T archive.Row](c echo.Context, a *API, q archive.Ask, table string, _ T) error {
	ctx := c.Request().Context()
	switch format := c.QueryParam("format"); format {
	case "csv":
		return web.Rows(c, archive.All[T](ctx, a.archive, asker(c), q), table+".csv")
	case "parquet":
		return web.Rows(c, archive.All[T](ctx, a.archive, asker(c), q), table+".parquet")
	case "", "json":
	default:
		return campus.InvalidField("format", "json, csv or parquet")
	}
	rows, next, err := archive.Page[T](ctx, a.archive, asker(c), q)
	if err != nil {
		return err
	}
	out := make([]json.RawMessage, len(rows))
	for i, row := range rows {
		out[i] = archive.AppendJSON(nil, row)
	}
	return write(c, http.StatusOK, map[string]any{table: out, "next": cursorOrNull(next)})
}
