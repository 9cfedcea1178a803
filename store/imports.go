package store

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/roster"
)

// Imports takes people in from files.
type Imports struct {
	data
	local
	people *People
	audit  *Audit
}

// importBatch is how many rows are under way together: enough that the way to Redis does not count, few enough that others
// get a turn.
const importBatch = 200

// Import is how a file is taken in.
type Import struct {
	By   By
	File FileKind
	Dry  bool // only say what would be done
	Skip int  // rows that were done before
}

// importing is a file on its way in.
type importing struct {
	*Imports
	Import
	seed  maphash.Seed
	seen  map[uint64]int   // hash of what a row says is one person's alone, to the row: a file may be long
	whose map[int64]int    // person to the row that is about them
	last  map[string]int64 // in a dry run: username to the last number that was promised of it
}

func (s *Imports) begin(how Import) *importing {
	return &importing{s, how, maphash.MakeSeed(), map[uint64]int{}, map[int64]int{}, map[string]int64{}}
}

// Rows takes in a file of people, and gives each what came of some of its rows as they are done. What is wrong with a row
// is told of that row, and the others are taken; where the file breaks off, that is the last row's error. A file that cannot
// be read at all is an Invalid, and who is no admin gets ErrNotAdmin; both before any row. The same file again is all "same".
func (s *Imports) Rows(ctx context.Context, how Import, file io.Reader, each func([]campus.ImportedRow) error) error {
	reader, err := roster.NewReader(file, how.File)
	if err != nil {
		return err
	}
	in, batch := s.begin(how), make([]campus.ImportRow, 0, importBatch)
	for {
		row, err := reader.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err == nil {
			batch = append(batch, row)
		}
		if len(batch) < importBatch && err == nil {
			continue
		}
		done, berr := in.take(ctx, batch)
		if berr != nil {
			return berr
		}
		if berr := each(done); berr != nil || err != nil {
			return berr
		}
		batch = batch[:0]
	}
}

// Whole is Rows to its end: it counts, and notes in the audit what came of the whole. Where it breaks off it returns how far it
// came, and why.
func (s *Imports) Whole(ctx context.Context, how Import, file io.Reader, each func([]campus.ImportedRow) error,
) (campus.ImportTotals, error) {
	var totals campus.ImportTotals
	err := s.Rows(ctx, how, file, func(rows []campus.ImportedRow) error {
		totals.Count(rows)
		return each(rows)
	})
	if !how.Dry && totals.All() > 0 {
		err = errors.Join(err, s.audit.Done(context.WithoutCancel(ctx), how.By, campus.DeedImported, 0, totals.String()))
	}
	return totals, err
}

// Put makes somebody what is given, or makes them: it is an import of one row.
func (s *Imports) Put(ctx context.Context, by By, given campus.PersonChange) (campus.ImportedRow, error) {
	done, err := s.begin(Import{By: by}).take(ctx, []campus.ImportRow{{N: 1, Given: given}})
	if err != nil {
		return campus.ImportedRow{}, err
	}
	one := done[0]
	switch {
	case one.Result != campus.RowError:
		return one, nil
	case one.Errors["name"] != "" || len(given.Wrong()) > 0:
		return one, campus.InvalidFields(one.Errors)
	}
	return one, &campus.Error{Code: campus.Conflict, Sentence: "This cannot be so. Please check what is marked.", Fields: one.Errors}
}

// underway is a row on its way in, and where what comes of it is to stand.
type underway struct {
	campus.ImportRow
	at   int
	id   int64 // of who is meant, or is to be made
	base string
}

// take takes some rows in, in order.
func (in *importing) take(ctx context.Context, rows []campus.ImportRow) ([]campus.ImportedRow, error) {
	done, left := make([]campus.ImportedRow, 0, len(rows)), make([]underway, 0, len(rows))
	for _, row := range rows {
		if twice := in.repeated(row); len(row.Wrong) == 0 {
			row.Wrong = twice
		}
		if row.N <= in.Skip {
			continue
		}
		done = append(done, campus.ImportedRow{Row: row.N, Result: campus.RowError, Errors: row.Wrong})
		if len(row.Wrong) == 0 {
			left = append(left, underway{ImportRow: row, at: len(done) - 1})
		}
	}
	for tries := 0; len(left) > 0; tries++ {
		before, err := len(left), error(nil)
		if left, err = in.try(ctx, left, done); err != nil {
			return nil, err
		}
		if len(left) < before {
			tries = 0
		}
		if tries == maxMoved {
			return nil, errAgain
		}
	}
	return done, nil
}

// maxMoved is how often rows are tried whose person is made or renamed by somebody else between look and leap.
const maxMoved = 20

// repeated says which of what can be one person's alone an earlier row has said too.
func (in *importing) repeated(row campus.ImportRow) map[string]string {
	wrong := map[string]string{}
	for field, value := range map[string]*string{"external_id": row.Given.ExternalID, "username": row.Given.Username,
		"email": row.Given.Email} {
		if value == nil || *value == "" {
			continue
		}
		folded := *value
		if field != "external_id" {
			folded = campus.FoldLogin(folded)
		}
		sum := maphash.String(in.seed, field+folded)
		if first, ok := in.seen[sum]; ok {
			wrong[field] = "stands in row " + strconv.Itoa(first) + " too"
			continue
		}
		in.seen[sum] = row.N
	}
	return wrong
}

// try has rows taken in and writes what came of them to done. It returns those whose person has changed meanwhile.
func (in *importing) try(ctx context.Context, rows []underway, done []campus.ImportedRow) ([]underway, error) {
	rows, later, err := in.find(ctx, rows, done)
	if err != nil {
		return nil, err
	}
	calls := make([]engine.Call, len(rows))
	for i, row := range rows {
		fields := changedFields(row.Given)
		calls[i] = engine.Call{Script: putPersonScript, Keys: append(in.keys.personKeys(row.id, in.By), in.keys.numbered()),
			Args: []any{row.id, in.By.who(), in.By.From, object(fields), campus.PersonTopic(row.id), row.base, in.last[row.base],
				flag(in.Dry)}}
	}
	replies, err := in.e.RunAll(ctx, calls)
	for _, row := range rows {
		in.people.visits.forget(row.id)
	}
	if err != nil {
		return nil, err
	}
	for i, reply := range replies {
		if reply.Word() == "moved" {
			later = append(later, rows[i])
			continue
		}
		in.note(rows[i], reply, &done[rows[i].at])
	}
	return later, nil
}

// note writes down what came of a row.
func (in *importing) note(row underway, reply engine.Reply, done *campus.ImportedRow) {
	done.Result = campus.Imported(reply.Word())
	if done.Result == campus.RowError {
		done.Errors = map[string]string{reply.Text(1): whyNot(reply.Text(1), reply.Text(2))}
		return
	}
	done.ID, done.Username = row.id, reply.Text(2)
	if in.Dry && done.Result == campus.RowAdded && row.Given.Username == nil {
		number, _ := strconv.ParseInt(strings.TrimPrefix(done.Username, row.base), 10, 64)
		in.last[row.base] = max(number, 1)
	}
	if done.ID != 0 {
		in.whose[done.ID] = row.N
	}
}

// whyNot says in words why a script could not take a row.
func whyNot(field, word string) string {
	switch word {
	case "required":
		return field + " required"
	case "two":
		return "is somebody else's than who the row is about"
	case "other":
		return "cannot change: this person has another"
	case "own":
		return "cannot change: nobody changes their own"
	case "last":
		return "cannot change: this is the last admin"
	}
	return word
}

// find looks up whom rows mean, and gives ids to those who are new. A row about somebody whom an earlier one was about is
// done with. In a dry run, where names are only promised, it puts off the second row that a name is made for.
func (in *importing) find(ctx context.Context, rows []underway, done []campus.ImportedRow) (found, later []underway, err error) {
	ids, err := in.meant(ctx, rows)
	if err != nil {
		return nil, nil, err
	}
	fresh, promised := 0, map[string]bool{}
	for i, row := range rows {
		row.id, row.base = ids[i], ""
		if first, ok := in.whose[row.id]; ok && first != row.N && row.id != 0 {
			done[row.at].Errors = map[string]string{"row": "is about the same person as row " + strconv.Itoa(first)}
			continue
		}
		if row.id == 0 && row.Given.Name == nil {
			done[row.at].Errors = map[string]string{"name": whyNot("name", "required")}
			continue
		}
		if row.id == 0 {
			fresh++
			row.base = in.baseOf(row.Given)
		} else {
			in.whose[row.id] = row.N
		}
		if in.Dry && row.base != "" && promised[row.base] {
			later = append(later, row)
			continue
		}
		promised[row.base] = true
		found = append(found, row)
	}
	if fresh == 0 || in.Dry {
		return found, later, nil
	}
	got, err := in.e.Run(ctx, reservePeopleScript, []string{in.keys.nextPerson()}, fresh)
	next := got.Number(1) - int64(fresh)
	for i := range found {
		if found[i].id == 0 {
			next++
			found[i].id = next
		}
	}
	return found, later, err
}

// baseOf returns what a username is made of; "" for a row that has one.
func (in *importing) baseOf(given campus.PersonChange) string {
	if given.Username != nil || given.Name == nil {
		return ""
	}
	return UsernameOf(*given.Name)
}

// meant returns the ids of those whom rows mean, 0 for nobody yet: the first whom external id, username and address find.
func (in *importing) meant(ctx context.Context, rows []underway) ([]int64, error) {
	values := [3][]string{}
	for _, row := range rows {
		for i, value := range []*string{row.Given.ExternalID, row.Given.Username, row.Given.Email} {
			text := ""
			if value != nil {
				text = *value
			}
			if i > 0 {
				text = campus.FoldLogin(text)
			}
			values[i] = append(values[i], text)
		}
	}
	var got [3]*redis.SliceCmd
	err := in.e.Read(ctx, func(p engine.Reader) {
		for i, table := range []string{in.keys.externals(), in.keys.usernames(), in.keys.emails()} {
			got[i] = p.HMGet(ctx, table, values[i]...)
		}
	})
	ids := make([]int64, len(rows))
	if err != nil {
		return nil, err
	}
	for _, some := range got {
		for i, text := range engine.Texts(some.Val()) {
			if ids[i] == 0 {
				ids[i], _ = campus.ParseID(text)
			}
		}
	}
	return ids, nil
}
