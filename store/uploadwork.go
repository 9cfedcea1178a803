package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// UploadState is how far a file of people has come.
type UploadState string

// The states of a file: it is looked at, then what would be done is shown; if that is wanted it is taken in.
const (
	UploadChecking  UploadState = "checking"
	UploadChecked   UploadState = "checked"
	UploadImporting UploadState = "importing"
	UploadDone      UploadState = "done"
	UploadFailed    UploadState = "failed"
)

const (
	// uploadSilence is after how long without a word the Stoa that works on a file counts as dead.
	uploadSilence = 15 * time.Second
	// maxBadRows is how many rows that are wrong a page shows.
	maxBadRows = 200
	// maxUploads is how many files wait for one Stoa, which takes in one after the other.
	maxUploads = 8
)

// Uploaded is a file of people and how far it has come.
type Uploaded struct {
	Name    string
	State   UploadState
	Stopped bool                // nobody works on it though somebody should: go on
	Done    campus.ImportTotals // of the rows that this state has come to
	Rows    int                 // how many there are; 0 while that is not known
	Bad     []campus.ImportedRow
	Unknown []string // heads of columns that are none of a person
	Error   string   // why it failed
	pieces  int
	who     int64
	from    string
	kind    FileKind
	beat    time.Time
}

var (
	errNoUpload    = campus.Refuse(campus.NotFound, "This file is not here any more: it is kept for an hour. Please choose it again.")
	errManyUploads = campus.Slower("Other files are being taken in at the moment. Please try again in a minute.", time.Minute)
)

func (k keys) uploadKeys(id string) []string {
	return []string{k.upload(id), k.uploadFile(id), k.uploadRows(id)}
}

// Uploaded returns how far a file has come; ErrNotFound for one that is not here.
func (s *Imports) Uploaded(ctx context.Context, id string) (Uploaded, error) {
	var got *redis.MapStringStringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { got = p.HGetAll(ctx, s.keys.upload(id)) }); err != nil {
		return Uploaded{}, err
	}
	f := got.Val()
	if len(f) == 0 {
		return Uploaded{}, errNoUpload
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(f[name])
		return n
	}
	u := Uploaded{Name: f["name"], State: UploadState(f["state"]), Rows: number("rows"), Error: f["error"], pieces: number("pieces"),
		from: f["from"], kind: FileKind(f["kind"]), beat: fromMillis(f["beat"])}
	u.who, _ = campus.ParseID(f["who"])
	_ = json.Unmarshal([]byte(f["totals"]), &u.Done) // what Stoa wrote; "" is none yet
	_ = json.Unmarshal([]byte(f["bad"]), &u.Bad)
	_ = json.Unmarshal([]byte(f["unknown"]), &u.Unknown)
	works := u.State == UploadChecking || u.State == UploadImporting
	u.Stopped = works && s.e.Now().Sub(u.beat) > uploadSilence
	return u, nil
}

// Confirm has a file taken in that was looked at, or goes on with one that stopped. Where that is under way or done already
// it does nothing.
func (s *Imports) Confirm(ctx context.Context, by By, id string) error {
	if by.Person.Role != campus.Admin {
		return campus.ErrNotAdmin
	}
	u, err := s.Uploaded(ctx, id)
	switch {
	case err != nil:
		return err
	case u.Stopped:
		return s.start(ctx, id, " "+string(u.State)+" ", u.State, map[string]string{"who": by.who(), "from": by.From})
	case u.State != UploadChecked:
		return nil
	}
	return s.start(ctx, id, " checked ", UploadImporting, map[string]string{"who": by.who(), "from": by.From, "totals": "{}", "bad": "[]",
		"pieces": "0"})
}

// start puts a file into a state in which it is worked on, and has this Stoa work.
func (s *Imports) start(ctx context.Context, id, after string, state UploadState, fields map[string]string) error {
	fields["state"] = string(state)
	if ok, err := s.step(ctx, id, "", after, fields, 0, nil); err != nil || !ok {
		return err // when it is not ok somebody was quicker, and has it worked on
	}
	select {
	case s.uploads <- id:
		return nil
	default:
		return errManyUploads
	}
}

// step writes down how far a file has come; false when another works on it or it is in another state.
func (s *Imports) step(ctx context.Context, id, token, after string, fields map[string]string, n int, rows []byte) (bool, error) {
	got, err := s.e.Run(ctx, stepImportScript, s.keys.uploadKeys(id), token, uploadSilence.Milliseconds(), uploadLife, after,
		object(fields), n, string(rows))
	return got.Word() == "ok", err
}

// Run works on files until ctx is done; what is not finished then is gone on with when somebody asks for it.
func (s *Imports) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-s.uploads:
			if err := s.work(ctx, id); err != nil && ctx.Err() == nil {
				s.e.Log().ErrorContext(ctx, "a file of people was not taken in", "import", id, "err", err)
			}
		}
	}
}

// working is a file that this Stoa works on.
type working struct {
	*Imports
	id, token string
	u         Uploaded
}

var errHeld = errors.New("another Stoa works on this file")

// work looks at a file, or takes it in, from where it was left.
func (s *Imports) work(ctx context.Context, id string) error {
	u, err := s.Uploaded(ctx, id)
	if err != nil {
		return err
	}
	who, err := s.people.Get(ctx, u.who)
	if err != nil {
		return err
	}
	w := &working{s, id, campus.NewOp(), u}
	how := Import{By: By{Person: who, From: u.from}, File: u.kind, Name: id, Dry: u.State == UploadChecking, Skip: u.Done.All(),
		Unknown: func(heads []string) { w.u.Unknown = heads }}
	err = s.Rows(ctx, how, &uploadReader{ctx: ctx, e: s.e, key: s.keys.uploadFile(id)}, func(rows []campus.ImportedRow) error {
		return w.rows(ctx, rows)
	})
	if errors.Is(err, errHeld) || ctx.Err() != nil {
		return err
	}
	if _, refused := whyEnded(err); !how.Dry && (err == nil || refused) { // what was done before a refusal is done
		err = errors.Join(err, s.audit.Done(ctx, how.By, campus.DeedImported, 0, w.u.Done.String()))
	}
	return w.end(ctx, err)
}

// rows writes down what came of some rows.
func (w *working) rows(ctx context.Context, rows []campus.ImportedRow) error {
	w.u.Done.Count(rows)
	for _, row := range rows {
		if row.Result == campus.RowError && len(w.u.Bad) < maxBadRows {
			w.u.Bad = append(w.u.Bad, row)
		}
	}
	var kept []byte
	before := w.u.pieces
	if w.u.State == UploadImporting && len(rows) > 0 {
		kept = packed([]byte(object(rows)))
		w.u.pieces++
	}
	fields := map[string]string{"totals": object(w.u.Done), "bad": object(w.u.Bad), "unknown": object(w.u.Unknown),
		"pieces": strconv.Itoa(w.u.pieces)}
	ok, err := w.step(ctx, w.id, w.token, " "+string(w.u.State)+" ", fields, before, kept)
	if err == nil && !ok {
		return errHeld
	}
	return err
}

// whyEnded returns why a file is not taken in any further; false for an outage, after which it may be.
func whyEnded(err error) (*campus.Error, bool) {
	refused, ok := errors.AsType[*campus.Error](err)
	return refused, ok && refused.Code != campus.Unavailable
}

// end writes down how it ended. What was an outage is left as it is: it stopped, and can be gone on with.
func (w *working) end(ctx context.Context, err error) error {
	fields := map[string]string{"state": string(UploadDone), "token": ""}
	if w.u.State == UploadChecking {
		fields["state"], fields["rows"] = string(UploadChecked), strconv.Itoa(w.u.Done.All())
	}
	if refused, ok := whyEnded(err); ok {
		fields["state"], fields["error"] = string(UploadFailed), refused.Sentence
		if why := refused.Fields["file"]; why != "" {
			fields["error"] = "The file " + why + "."
		}
		err = nil
	}
	if err != nil {
		return err
	}
	_, err = w.step(ctx, w.id, w.token, "", fields, 0, nil)
	return err
}

// Results gives each what came of the rows of a file that was taken in, in order.
func (s *Imports) Results(ctx context.Context, id string, each func([]campus.ImportedRow) error) error {
	in := json.NewDecoder(&uploadReader{ctx: ctx, e: s.e, key: s.keys.uploadRows(id)})
	for {
		var rows []campus.ImportedRow
		err := in.Decode(&rows)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = each(rows)
		}
		if err != nil {
			return err
		}
	}
}
