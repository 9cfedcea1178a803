package archive

import (
	"errors"
	"fmt"
	"iter"
)

// MergeFiles writes the rows of several files of a table's directory, all of one hour, as one new file of it, which may take the
// place of one of them. Each row goes through keep, unless that is nil: it may change the row, but not what rows are sorted
// by, and says whether to keep it. If it keeps none the error is ErrNoRows, and no file is written. Memory does not grow with the
// rows. A source that gives fewer rows than its footer promises is ErrBroken: nothing is lost by merging.
func MergeFiles[T Row](dir string, from []string, to string, keep func(*T) bool) (_ Stats, err error) {
	var readers []*Reader[T]
	promised := int64(0)
	defer func() {
		for _, r := range readers {
			err = errors.Join(err, r.Close())
		}
	}()
	for _, name := range from {
		r, err := Open[T](dir, name)
		if err != nil {
			return Stats{}, err
		}
		readers, promised = append(readers, r), promised+r.file.NumRows()
	}
	return Write(dir, to, keeping(Merge(readers, Filter{}), promised, keep))
}

// keeping passes on the rows that are kept, and an error at the end if there were not as many as promised.
func keeping[T Row](rows iter.Seq2[T, error], promised int64, keep func(*T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := int64(0)
		for row, err := range rows {
			seen++
			if err == nil && keep != nil && !keep(&row) {
				continue
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
		if seen != promised {
			yield(*new(T), fmt.Errorf("%w: the sources have %d rows instead of %d", ErrBroken, seen, promised))
		}
	}
}
