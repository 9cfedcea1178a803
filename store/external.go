package store

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/roster"
)

// External returns who has an id in another directory, or ErrNoPerson.
func (s *People) External(ctx context.Context, externalID string) (campus.Person, error) {
	var got *redis.StringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { got = p.HGet(ctx, s.keys.externals(), externalID) }); err != nil {
		return campus.Person{}, err
	}
	id, ok := campus.ParseID(got.Val())
	if !ok {
		return campus.Person{}, campus.ErrNoPerson
	}
	return s.Get(ctx, id)
}

// PutExternal makes somebody of another directory, or changes what is given of them, by the names that files have for it.
// It returns an Invalid or a Conflict naming the field, as an import names it.
func (s *Imports) PutExternal(ctx context.Context, by By, externalID string, given map[string]json.RawMessage) (campus.ImportedRow, error) {
	fields, wrong := roster.Fields(given)
	if externalID == "" {
		return campus.ImportedRow{}, campus.ErrNoPerson
	}
	for _, name := range []string{"external_id", "customerID"} {
		if also := fields[name]; also != "" && also != externalID {
			wrong[name] = "is not that of the address"
		}
	}
	if len(wrong) > 0 {
		return campus.ImportedRow{}, campus.InvalidFields(wrong)
	}
	fields["external_id"] = externalID
	var done campus.ImportedRow
	err := error(campus.ErrMeanwhile)
	for try := 0; try < attempts && errors.Is(err, campus.ErrMeanwhile); try++ { // until nobody changes the name in between
		done, err = s.putFields(ctx, by, externalID, maps.Clone(fields))
	}
	return done, err
}

func (s *Imports) putFields(ctx context.Context, by By, externalID string, fields map[string]string) (campus.ImportedRow, error) {
	before, err := s.people.External(ctx, externalID)
	if err != nil && !errors.Is(err, campus.ErrNoPerson) {
		return campus.ImportedRow{}, err
	}
	filled := err == nil && nameAsBefore(fields, before.Name)
	change, wrong := roster.Change(fields)
	if err := campus.InvalidFields(wrong); err != nil {
		return campus.ImportedRow{}, err
	}
	if filled {
		change.Shown = map[string]string{"name": before.Name}
	}
	return s.Put(ctx, by, change)
}

// nameAsBefore fills in the part of a name that is not given from the one that somebody has; false when there is none.
func nameAsBefore(fields map[string]string, name string) bool {
	first, last, _ := strings.Cut(name, " ")
	_, isFirst := fields["firstName"]
	_, isLast := fields["lastName"]
	switch {
	case isFirst && !isLast && last != "":
		fields["lastName"] = last
	case isLast && !isFirst:
		fields["firstName"] = first
	default:
		return false
	}
	return true
}
