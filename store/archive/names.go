package archive

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"stoa/store/campus"
)

// Name names a file: its path is relative to its table.
type Name struct{ Table, Path string }

// String writes a name as keys have it.
func (n Name) String() string { return n.Table + "/" + n.Path }

// What names may be as long as: far more than ours, and short enough for a cursor.
const (
	maxName = 64
	maxPath = 170
)

var (
	plainName = regexp.MustCompile(`^[A-Za-z0-9_{}-]+$`)
	// ownPath is a path that we register: the day and the hour (UTC) that its rows are of, a name, how often it was merged.
	ownPath = regexp.MustCompile(`^date=(\d{4}-\d{2}-\d{2})/hour=(?:[01]\d|2[0-3])/[A-Za-z0-9_-]+\.([1-9]\d{0,3})\.parquet$`)
	// anyPath is one that others may have registered.
	anyPath = regexp.MustCompile(`^[^/\x00-\x20\x7f]+(?:/[^/\x00-\x20\x7f]+)*/[^/\x00-\x20\x7f]*\.([0-9]{1,9})\.parquet$`)
	// anyFolder is what a query may ask for: the first folders of a path.
	anyFolder = regexp.MustCompile(`^[^/\x00-\x20\x7f]+(?:/[^/\x00-\x20\x7f]+)*$`)
)

// checkName refuses a name of a table or layer that is not plain: other readers take colons and stars of it for theirs.
func checkName(field, name string) error {
	if len(name) > maxName || !plainName.MatchString(name) {
		return campus.InvalidField(field, "letters, digits, _, -, { and } only, at most "+strconv.Itoa(maxName)+" of them, not "+
			strconv.Quote(short(name)))
	}
	return nil
}

// checkPath refuses a path that we would not register.
func checkPath(path string) error {
	found := ownPath.FindStringSubmatch(path)
	if len(path) <= maxPath && found != nil {
		if _, err := time.Parse(time.DateOnly, found[1]); err == nil {
			return nil
		}
	}
	return campus.InvalidField("path", "date=YYYY-MM-DD/hour=HH/name.iteration.parquet, not "+strconv.Quote(short(path)))
}

// short is as much of a text as an error shows.
func short(text string) string {
	if len(text) > maxPath {
		return strings.ToValidUTF8(text[:maxPath], "") + "…"
	}
	return text
}

// readable says why a path that others registered cannot be one, "" for nothing.
func readable(path string) string {
	switch {
	case len(path) > maxPath:
		return "its path is too long"
	case !anyPath.MatchString(path) || hasDots(path):
		return "its path is not of the form folder/name.iteration.parquet"
	}
	return ""
}

// hasDots reports whether a path leads out of its table.
func hasDots(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}

// isFolder reports whether a text can be the first folders of a path.
func isFolder(folder string) bool {
	return len(folder) <= maxPath && anyFolder.MatchString(folder) && !hasDots(folder)
}

// iterationOf returns how often a file was merged; 1 for never. The path is a readable one.
func iterationOf(path string) int {
	n, _ := strconv.Atoi(anyPath.FindStringSubmatch(path)[1])
	return n
}

// folderOf returns the first folder of a path, by which entries are kept.
func folderOf(path string) string {
	folder, _, _ := strings.Cut(path, "/")
	return folder
}
