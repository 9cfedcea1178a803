package store

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"io"
	"strconv"
	"strings"

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
	Name string // of this import, when another Stoa may go on with it; "" for a name of its own
	Dry  bool   // only say what would be done
	Skip int    // rows that were done before

	// Unknown is told which columns of a table are none of a person, before any row; it may be nil.
	Unknown func(heads []string)
}

// importing is a file on its way in.
type importing struct {
	*Imports
	Import
	seed  maphash.Seed
	seen  map[uint64]int   // hash of what a row says is one person's alone, to the row: a file may be long
	whose map[int64]int    // person to the row that is about them
	given map[uint64]int   // hash of a username or address that a row takes from its person, to the row
	last  map[string]int64 // in a dry run: username to the last number that was promised of it
	named map[string]int   // in a dry run: username that was promised, to the row
}

func (s *Imports) begin(how Import) *importing {
	how.Name = cmp.Or(how.Name, campus.NewOp())
	return &importing{s, how, maphash.MakeSeed(), map[uint64]int{}, map[int64]int{}, map[uint64]int{},
		map[string]int64{}, map[string]int{}}
}

// Rows takes in a file of people, and gives each what came of some of its rows as they are done. What is wrong with a row
// is told of that row, and the others are taken; where the file breaks off, that is the last row's error. A file that cannot
// be read at all is an Invalid, and who is no admin gets ErrNotAdmin; both before any row. The same file again is all "same".
func (s *Imports) Rows(ctx context.Context, how Import, file io.Reader, each func([]campus.ImportedRow) error) error {
	reader, err := roster.NewReader(file, how.File)
	if err != nil {
		return err
	}
	if how.Unknown != nil {
		how.Unknown(reader.Unknown())
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
	var before []underway
	for _, row := range rows {
		if twice := in.repeated(row); len(row.Wrong) == 0 {
			row.Wrong = twice
		}
		if row.N <= in.Skip {
			before = append(before, underway{ImportRow: row})
			continue
		}
		done = append(done, campus.ImportedRow{Row: row.N, Result: campus.RowError, Errors: row.Wrong})
		if len(row.Wrong) == 0 {
			left = append(left, underway{ImportRow: row, at: len(done) - 1})
		}
	}
	if err := in.recall(ctx, before); err != nil {
		return nil, err
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
		sum := in.sum(field, folded)
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
				flag(in.Dry), in.Name + " " + strconv.Itoa(row.N), object(shownOf(row.Given))}}
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
		if !in.note(rows[i], reply, &done[rows[i].at]) {
			later = append(later, rows[i])
		}
	}
	return later, nil
}

// note writes down what came of a row; false in a dry run for a row whose username an earlier one gets, to try it again.
func (in *importing) note(row underway, reply engine.Reply, done *campus.ImportedRow) bool {
	result := campus.Imported(reply.Word())
	if result == campus.RowError {
		done.Errors = map[string]string{reply.Text(1): whyNot(reply.Text(1), reply.Text(2))}
		return true
	}
	username := reply.Text(2)
	if in.Dry {
		if row.id == 0 && row.base != "" {
			number, _ := strconv.ParseInt(strings.TrimPrefix(username, row.base), 10, 64)
			in.last[row.base] = max(number, 1)
			if in.taken(row.base, username, row.N) {
				return false
			}
		}
		in.named[campus.FoldLogin(username)] = row.N
	}
	done.Result, done.ID, done.Username = result, row.id, username
	if in.whose[row.id] = row.N; row.id == 0 {
		in.whose[-int64(row.N)] = row.N
	}
	return true
}

// whyNot says in words why a script could not take a row.
func whyNot(field, word string) string {
	switch word {
	case "required":
		return field + " required"
	case "two":
		return "is somebody else's than who the row is about"
	case "typed":
		return "was only typed by who has it: confirm it first, or name them by username or external_id"
	case "other":
		return "cannot change: this person has another"
	case "own":
		return "cannot change: nobody changes their own"
	case "unconfirmed":
		return "cannot change: this person has registered by themselves, and nobody has confirmed their address yet"
	case "last":
		return "cannot change: this is the last admin"
	}
	return word
}
