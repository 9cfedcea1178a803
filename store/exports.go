package store

import (
	"context"
	"io"

	"stoa/store/campus"
	"stoa/store/roster"
)

// exportBatch is how many people are read at a time: memory does not grow with the campus.
const exportBatch = 200

// FileKind is how a file of people is written.
type FileKind = roster.Kind

// The kinds of files of people.
const (
	FileCSV  = roster.CSV
	FileJSON = roster.JSON
)

// MayExport refuses as Export does.
func (s *Imports) MayExport(by By, kind FileKind) error {
	if !by.itself && by.Person.Role != campus.Admin {
		return campus.ErrNotAdmin
	}
	if kind != FileCSV && kind != FileJSON {
		return campus.InvalidField("format", "csv or json")
	}
	return nil
}

// Export writes everybody who is not erased to a file, by name, and notes that in the audit. Admins may, and Stoa itself. Who
// is made, renamed or let in meanwhile may be missing. Nothing is written before the first people have been read.
func (s *Imports) Export(ctx context.Context, by By, kind FileKind, out io.Writer) error {
	if err := s.MayExport(by, kind); err != nil {
		return err
	}
	if err := s.audit.Done(ctx, by, campus.DeedExported, 0, string(kind)); err != nil {
		return err
	}
	w, query := roster.NewWriter(out, kind), PeopleQuery{Limit: exportBatch}
	for {
		page, err := s.people.Page(ctx, query)
		if err != nil {
			return err
		}
		if err := w.Write(page.People); err != nil {
			return err
		}
		if query.Cursor = page.Next; query.Cursor == "" {
			return w.Close()
		}
	}
}
