package archive

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// How many files one page has, and how many the index looks at in one step for it.
const (
	defaultPage = 50
	maxPage     = 1000
	maxLooks    = 2000
)

// Query asks for the files that have, or may have, rows of a time. What is left out is not asked for.
type Query struct {
	Table     string
	Folder    string    // the first folders of their paths: date=2024-01-15, or with its hour
	Iteration int       // how often they were merged; 1 for never
	Layer     string    //
	After     time.Time // inclusive, in any zone
	Before    time.Time // inclusive
	Cursor    string    // Next of the page before
	Limit     int       // at most 1000; 50
}

// Unreadable is a file whose entry cannot be read.
type Unreadable struct{ Path, Why string }

// Found is a page of files, by the time of their first rows and then by path.
type Found struct {
	Files []Entry
	Next  string // "" at the end
	// Unreadable are files of the table and folder whose entries cannot be read, at whatever time their rows are. Those that the index
	// knows are on the first page, at most 100.
	Unreadable []Unreadable
	Changes    int64 // how often files of the table were removed or replaced until then
}

// The first and the last time that an entry can have, in microseconds.
const (
	earliestMicros = -9_223_372_036_854_776
	latestMicros   = 9_223_372_036_854_776
)

// Query returns a page of files. All that it names were registered at one moment, so that no row is in two of them or in none.
// That is not so of two pages with different Changes: see All.
func (x *Index) Query(ctx context.Context, q Query) (Found, error) {
	q, _, err := q.checked()
	if err != nil {
		return Found{}, err
	}
	return x.steady(ctx, q)
}

// All returns all files that a query asks for, whatever its limit, as they were registered at one moment.
func (x *Index) All(ctx context.Context, q Query) (Found, error) {
	q, _, err := q.checked()
	if err != nil {
		return Found{}, err
	}
	q.Limit = everything
	return x.steady(ctx, q)
}

// Only returns the file of a path, if it is one that a query asks for.
func (x *Index) Only(ctx context.Context, q Query, path string) (Found, error) {
	q, _, err := q.checked()
	if err = errors.Join(err, checkReadable(path)); err != nil {
		return Found{}, err
	}
	found, _, err := x.entries(ctx, q.Table, []string{path})
	found.Files = slices.DeleteFunc(found.Files, func(e Entry) bool { return !q.wants(e) })
	return found, err
}

// wants reports whether a file is one of a query's table that it asks for.
func (q Query) wants(e Entry) bool {
	return strings.HasPrefix(e.Path, folderArg(q.Folder)) && (q.Iteration == 0 || e.Iteration() == q.Iteration) &&
		(q.Layer == "" || e.Layer == q.Layer) && (q.After.IsZero() || !e.MaxTime.Before(q.After)) &&
		(q.Before.IsZero() || !e.MinTime.After(q.Before))
}

// within reports whether what a query asks for can be in a first folder.
func (q Query) within(folder string) bool { return q.Folder == "" || folderOf(q.Folder) == folder }

// everything is more than there is.
const everything = 1 << 40

// steady looks until nothing was removed or replaced meanwhile, for then rows could be missed or be found twice: what is made of
// two files stands where the first of them stood. In the end it looks in one step, however long that takes.
func (x *Index) steady(ctx context.Context, q Query) (Found, error) {
	strays, err := x.adoptTable(ctx, q)
	if err != nil {
		return Found{}, err
	}
	if q.Cursor != "" {
		strays = nil // they were on the first page
	}
	looks := maxLooks
	for again := range maxAgain + 1 {
		if again == maxAgain {
			looks = everything
		}
		found, gone, err := x.page(ctx, q, looks)
		if err != nil || again == maxAgain || len(gone) == 0 && found.Changes >= 0 {
			found.Unreadable = slices.Concat(strays, found.Unreadable, gone)
			return found.cut(q.Limit), err
		}
	}
	return Found{}, nil // not reached
}

// page reads one more file than is asked for, in steps of so many looks. Its Changes are -1 if something changed between two steps.
func (x *Index) page(ctx context.Context, q Query, looks int) (found Found, gone []Unreadable, err error) {
	after, found := q.start(), Found{Changes: -1}
	for first := true; ; first = false {
		got, err := x.look(ctx, q, after, q.Limit+1-len(found.Files), looks)
		if err != nil {
			return Found{}, nil, err
		}
		if !first && got.changes != found.Changes {
			return Found{Changes: -1}, nil, nil
		}
		some, lost, err := x.entries(ctx, q.Table, got.paths)
		if err != nil {
			return Found{}, nil, err
		}
		found.Changes, gone = got.changes, append(gone, lost...)
		found.Files = append(found.Files, some.Files...)
		found.Unreadable = append(append(found.Unreadable, got.unreadable...), some.Unreadable...)
		if after = got.next; after.Member == "" || len(found.Files) > q.Limit {
			return found, gone, nil
		}
	}
}

// maxAgain is how often a query is asked anew while files are merged under its eyes.
const maxAgain = 5

// cut leaves as many files as are on a page, and says where the next begins.
func (f Found) cut(limit int) Found {
	if len(f.Files) > limit {
		f.Files = f.Files[:limit]
		last := f.Files[limit-1]
		micros, rest := place(last.MinTime)
		f.Next = engine.Place{Score: micros, Member: rest + last.Path}.String()
	}
	return f
}

// checked returns a query with its defaults, and the place that it goes on after.
func (q Query) checked() (Query, engine.Place, error) {
	q.Folder = strings.Trim(q.Folder, "/")
	if q.Limit <= 0 {
		q.Limit = defaultPage
	}
	q.Limit = min(q.Limit, maxPage)
	err := checkName("table", q.Table)
	if q.Layer != "" {
		err = errors.Join(err, checkName("layer", q.Layer))
	}
	if q.Folder != "" && !isFolder(q.Folder) {
		err = errors.Join(err, campus.InvalidField("folder", "the first folders of a path, such as date=2024-01-15/hour=21"))
	}
	if q.Iteration < 0 {
		err = errors.Join(err, campus.InvalidField("iteration", "1 or more"))
	}
	if !q.After.IsZero() && !q.Before.IsZero() && q.Before.Before(q.After) {
		err = errors.Join(err, campus.InvalidField("before", "not before the beginning"))
	}
	if err != nil {
		return q, engine.Place{}, err
	}
	after, err := engine.ParsePlace(q.Cursor)
	if err == nil && q.Cursor != "" && (len(after.Member) < 4 || strings.Trim(after.Member[:3], "0123456789") != "") {
		err = engine.ErrCursor
	}
	return q, after, err
}

// start returns the place that a query goes on after.
func (q Query) start() engine.Place {
	after, _ := engine.ParsePlace(q.Cursor) // it was looked at before
	return after
}

// seen is what the index answered.
type seen struct {
	paths      []string
	next       engine.Place
	unreadable []Unreadable
	changes    int64
}

// all returns the paths of those too whose entries cannot be read.
func (s seen) all() []string {
	paths := slices.Clone(s.paths)
	for _, u := range s.unreadable {
		paths = append(paths, u.Path)
	}
	return paths
}

// look asks the index for paths, at most so many.
func (x *Index) look(ctx context.Context, q Query, after engine.Place, limit, looks int) (seen, error) {
	args := []any{q.Table, folderArg(q.Folder)}
	args = append(append(args, bound(q.After, earliestMicros)...), bound(q.Before, latestMicros)...)
	iteration, score := "", ""
	if q.Iteration > 0 {
		iteration = strconv.Itoa(q.Iteration)
	}
	if after.Member != "" {
		score = strconv.FormatInt(after.Score, 10)
	}
	args = append(args, iteration, q.Layer, score, after.Member, limit, looks)
	k := x.keys
	got, err := x.e.Ask(ctx, queryScript, []string{k.own("tables"), k.own("facts"), k.own("paths"), k.own("unreadable"), k.own("counts"),
		k.times(q.Table)}, args...)
	if err != nil {
		return seen{}, err
	}
	s, bad := seen{paths: engine.Texts(got.List(0)), changes: got.Number(3)}, engine.Texts(got.List(2))
	for i := 0; i+1 < len(bad); i += 2 {
		s.unreadable = append(s.unreadable, Unreadable{bad[i], bad[i+1]})
	}
	if at := engine.PlacesOf(swapped(got.List(1))); len(at) > 0 {
		s.next = at[0]
	}
	return s, nil
}

// swapped turns score and member into member and score.
func swapped(parts []any) []any {
	if len(parts) == 2 {
		return []any{parts[1], parts[0]}
	}
	return nil
}

func folderArg(folder string) string {
	if folder == "" {
		return ""
	}
	return folder + "/"
}

// bound writes an end of a range; without one it is as far as times go.
func bound(t time.Time, open int64) []any {
	if t.IsZero() {
		return []any{open, "0"}
	}
	micros, rest := place(t)
	if micros < earliestMicros || micros > latestMicros {
		return []any{min(max(micros, earliestMicros), latestMicros), "0"}
	}
	return []any{micros, rest}
}

// entries reads the entries of paths in one round trip, and tells of those that are not there any more.
func (x *Index) entries(ctx context.Context, table string, paths []string) (found Found, gone []Unreadable, err error) {
	got := make([]*redis.StringCmd, len(paths))
	err = x.e.Read(ctx, func(p engine.Reader) {
		for i, path := range paths {
			got[i] = p.HGet(ctx, x.keys.files(table, folderOf(path)), path)
		}
	})
	if err = unlessNoHash(err, got...); err != nil {
		return Found{}, nil, err
	}
	for i, path := range paths {
		if noHash(got[i]) {
			found.Unreadable = append(found.Unreadable, noHashAt(path, x.keys.files(table, folderOf(path))))
		} else if errors.Is(got[i].Err(), redis.Nil) {
			gone = append(gone, Unreadable{path, "its entry is not there any more"})
		} else if e, wrong := x.parse(Name{table, path}, got[i].Val()); wrong != "" {
			found.Unreadable = append(found.Unreadable, Unreadable{path, wrong})
		} else {
			found.Files = append(found.Files, e)
		}
	}
	return found, gone, nil
}
