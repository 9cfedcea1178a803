package archive

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
)

const (
	// schemaVersion is of the tables' columns: a reader refuses what is newer than it knows.
	schemaVersion = 1
	versionKey    = "stoa.schema"
	tableKey      = "stoa.table"
	// rowsPerGroup bounds what a writer holds in memory, and what a reader that wants one meeting passes over.
	rowsPerGroup = 64 << 10
	// pageBytes is the least that is read of a column. A merge holds a page of each column of each file.
	pageBytes = 64 << 10
	// dictionaryBytes bounds a column's dictionary: of what repeats too little the values themselves are kept.
	dictionaryBytes = 256 << 10
	// boundBytes is how much of a text its page's bounds may hold: ids of courses, kinds and roles are far below it.
	boundBytes = 256
	batchRows  = 512
)

// ErrNoRows is returned when there was nothing to write: a file without rows has no times to be found by.
var ErrNoRows = errors.New("archive: no rows to write")

// Stats are what an index must know of a file.
type Stats struct {
	Rows, Size       int64
	MinTime, MaxTime time.Time // of the first and the last row, in UTC
}

// FileName is where a file lies in its table's directory: date=YYYY-MM-DD/hour=HH/<uuid>.<iteration>.parquet.
type FileName struct {
	Hour      time.Time // of its rows, in UTC
	ID        string    // a UUID
	Iteration int       // 1 as it was written, one more with each merge
}

const hourLayout = "date=2006-01-02/hour=15"

var fileName = regexp.MustCompile(`^(date=\d{4}-\d{2}-\d{2}/hour=\d{2})/` +
	`([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([1-9]\d{0,8})\.parquet$`)

// ParseFileName reads the path of a file in its table's directory. Anything else is refused: a name of two hours, a path that
// leads elsewhere.
func ParseFileName(name string) (FileName, error) {
	parts := fileName.FindStringSubmatch(name)
	if parts == nil {
		return FileName{}, fmt.Errorf("archive: %q is not the path of a file: date=YYYY-MM-DD/hour=HH/<uuid>.<iteration>.parquet", name)
	}
	hour, err := time.Parse(hourLayout, parts[1])
	if err != nil {
		return FileName{}, fmt.Errorf("archive: the folder of %q is no hour: %w", name, err)
	}
	iteration, err := strconv.Atoi(parts[3])
	return FileName{hour, parts[2], iteration}, err
}

// Path is the file's, with slashes; ParseFileName reads it.
func (n FileName) Path() string {
	return fmt.Sprintf("%s/%s.%d.parquet", n.Hour.UTC().Format(hourLayout), n.ID, n.Iteration)
}

// Temporary reports whether a file's name is that of one that was being written: after a crash it lies about and may go.
func Temporary(name string) bool {
	base := path.Base(filepath.ToSlash(name))
	return strings.HasPrefix(base, ".") && strings.Contains(base, temporaryMark)
}

const temporaryMark = ".tmp-"

// Slice returns rows one after the other, as Write takes them.
func Slice[T Row](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Sort puts rows into the order in which Write wants them: by time, then by meeting, order and number.
func Sort[T Row](rows []T) {
	t := tableOf[T]()
	slices.SortFunc(rows, func(a, b T) int { return t.facts(&a).compare(t.facts(&b)) })
}

// Write writes rows as the file of a path under a table's directory, which it makes where it is missing. The rows must be in
// order (see Sort) and of the path's hour; their times are kept in milliseconds. The file is there whole or, whatever fails, as it was
// before: then a temporary file may lie beside it if the process was killed (see Temporary). Equal rows make equal bytes.
func Write[T Row](dir, name string, rows iter.Seq2[T, error]) (Stats, error) {
	parsed, err := ParseFileName(name)
	if err != nil {
		return Stats{}, err
	}
	root, err := openDir(dir, path.Dir(name))
	if err != nil {
		return Stats{}, fmt.Errorf("archive: %s: %w", name, err)
	}
	defer root.Close()
	temporary := path.Join(path.Dir(name), "."+path.Base(name)+temporaryMark+rand.Text())
	stats, err := writeSynced(root, temporary, inHour(rows, parsed.Hour))
	if err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		_ = root.Remove(temporary)
		return Stats{}, fmt.Errorf("archive: %s: %w", name, err)
	}
	if err := syncDir(root, path.Dir(name)); err != nil {
		return Stats{}, fmt.Errorf("archive: %s: %w", name, err)
	}
	return stats, nil
}

// inHour passes on rows that are of an hour, and an error instead of the first that is not.
func inHour[T Row](rows iter.Seq2[T, error], hour time.Time) iter.Seq2[T, error] {
	t, from := tableOf[T](), hour.UnixMilli()
	return func(yield func(T, error) bool) {
		for row, err := range rows {
			if at := t.facts(&row).at; err == nil && (at < from || at >= from+time.Hour.Milliseconds()) {
				err = fmt.Errorf("a row of %s is not of this hour", time.UnixMilli(at).UTC().Format(time.RFC3339))
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func writeSynced[T Row](root *os.Root, name string, rows iter.Seq2[T, error]) (Stats, error) {
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Stats{}, err
	}
	stats, err := writeRows(file, rows, true)
	if err == nil && stats.Rows == 0 {
		err = ErrNoRows
	}
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		var info fs.FileInfo
		if info, err = file.Stat(); err == nil {
			stats.Size = info.Size()
		}
	}
	return stats, errors.Join(err, file.Close())
}

// openDir opens a table's directory, and makes it and a folder in it where they are missing, so that they stay.
func openDir(dir, folder string) (*os.Root, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	above, missing := dir, filepath.ToSlash(folder)
	for above != filepath.Dir(above) {
		if _, err := os.Stat(above); err == nil {
			break
		}
		above, missing = filepath.Dir(above), path.Join(filepath.Base(above), missing)
	}
	parent, err := os.OpenRoot(above)
	if err != nil {
		return nil, err
	}
	defer parent.Close()
	if _, err := parent.Stat(missing); errors.Is(err, fs.ErrNotExist) {
		if err := parent.MkdirAll(missing, 0o700); err != nil {
			return nil, err
		}
		for made := missing; made != "."; made = path.Dir(made) {
			if err := syncDir(parent, path.Dir(made)); err != nil {
				return nil, err
			}
		}
	}
	return os.OpenRoot(dir)
}

func syncDir(root *os.Root, name string) error {
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// newWriter returns what writes rows as Parquet. The bounds of what nobody seeks by are not kept, the less so as they would
// hold people's words.
func newWriter[T Row](out io.Writer) *parquet.GenericWriter[T] {
	t, sorting := tableOf[T](), []parquet.SortingColumn(nil)
	for _, name := range t.sorting {
		sorting = append(sorting, parquet.Ascending(name))
	}
	options := []parquet.WriterOption{t.schema(), parquet.Compression(&parquet.Zstd),
		parquet.CreatedBy("stoa", strconv.Itoa(schemaVersion), "archive"), parquet.KeyValueMetadata(tableKey, t.name),
		parquet.KeyValueMetadata(versionKey, strconv.Itoa(schemaVersion)), parquet.PageBufferSize(pageBytes), parquet.WriteBufferSize(0),
		parquet.DictionaryMaxBytes(dictionaryBytes), parquet.ColumnIndexSizeLimit(func([]string) int { return boundBytes }),
		parquet.SortingWriterConfig(parquet.SortingColumns(sorting...))}
	for _, c := range t.columns {
		if slices.Contains([]string{"body", "detail", "client_id"}, c.name) {
			options = append(options, parquet.SkipPageBounds(c.name), parquet.SkipPageStatistics(c.name))
		}
	}
	return parquet.NewGenericWriter[T](out, options...)
}

// writeRows writes rows in batches. With inOrder it refuses such as are not in the order of Sort.
func writeRows[T Row](out io.Writer, rows iter.Seq2[T, error], inOrder bool) (stats Stats, err error) {
	seal, t := newSealer(out), tableOf[T]()
	w := newWriter[T](seal)
	defer func() { // only what is not written out whole must be let go
		if err != nil {
			w.Reset(io.Discard)
		}
	}()
	batch, inGroup, last := make([]T, 0, batchRows), 0, facts{}
	values := make([]parquet.Value, batchRows)
	flush := func() error {
		err := t.write(w.ColumnWriters(), batch, values)
		if inGroup += len(batch); err == nil && inGroup >= rowsPerGroup {
			inGroup, err = 0, w.Flush()
		}
		batch = batch[:0]
		return err
	}
	for row, err := range rows {
		if err != nil {
			return stats, err
		}
		t.clean(&row)
		f := t.facts(&row)
		if inOrder && stats.Rows > 0 && f.compare(last) < 0 {
			return stats, fmt.Errorf("row %d of meeting %d, order %d is not in order", f.n, f.meeting, f.order)
		}
		stats.see(f.at)
		if last, batch = f, append(batch, row); len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return stats, err
			}
		}
	}
	if err := flush(); err != nil {
		return stats, err
	}
	return stats, seal.close(w)
}

// write writes rows column by column. It does not leave that to the library, which in some patterns of absent values writes zeros
// for them (writeRowsFuncOfOptional of v0.32.0).
func (t *table[T]) write(columns []*parquet.ColumnWriter, rows []T, values []parquet.Value) error {
	for i, c := range t.columns {
		for n := range rows {
			values[n] = c.value(&rows[n], i)
		}
		if _, err := columns[i].WriteRowValues(values[:len(rows)]); err != nil {
			return err
		}
	}
	return nil
}

// value is a row's value as Parquet has it, in the column of a number.
func (c column[T]) value(row *T, number int) parquet.Value {
	var value parquet.Value
	none := false
	switch v := c.at(row).(type) {
	case *int64:
		value, none = parquet.Int64Value(*v), *v == 0
	case *int32:
		value, none = parquet.Int32Value(*v), *v == 0
	case *bool:
		value = parquet.BooleanValue(*v)
	case *float64:
		value = parquet.DoubleValue(*v)
	case *time.Time:
		value, none = parquet.Int64Value(v.UnixMilli()), v.IsZero()
	case *string:
		value, none = parquet.ValueOf(*v), *v == ""
	}
	switch {
	case !c.optional:
		return value.Level(0, 0, number)
	case none:
		return parquet.NullValue().Level(0, 0, number)
	}
	return value.Level(0, 1, number)
}

// see counts a row.
func (s *Stats) see(at int64) {
	moment := time.UnixMilli(at).UTC()
	if s.Rows++; s.Rows == 1 || moment.Before(s.MinTime) {
		s.MinTime = moment
	}
	if moment.After(s.MaxTime) || s.Rows == 1 {
		s.MaxTime = moment
	}
}

// clean makes a row one that every reader takes: texts are UTF-8, times whole milliseconds in UTC.
func (t *table[T]) clean(row *T) {
	for _, c := range t.columns {
		switch v := c.at(row).(type) {
		case *string:
			*v = strings.ToValidUTF8(*v, "\uFFFD")
		case *time.Time:
			if !v.IsZero() {
				*v = time.UnixMilli(v.UnixMilli()).UTC()
			}
		}
	}
}
