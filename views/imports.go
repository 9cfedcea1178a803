package views

import (
	"net/url"
)

// The pages on which files of people are taken in.
const (
	PathImport = "/admin/people/import"
	PathExport = "/admin/people/export"
)

// ImportPath is where a file stands that was chosen.
func ImportPath(id string) string { return PathImport + "/" + url.PathEscape(id) }

// ImportRunPath takes the form that has it taken in.
func ImportRunPath(id string) string { return ImportPath(id) + "/run" }

// ImportResultPath is what came of its rows, as a table.
func ImportResultPath(id string) string { return ImportPath(id) + "/result" }

// ExportPath is everybody as a file of a kind.
func ExportPath(kind string) string { return PathExport + "?" + url.Values{"format": {kind}}.Encode() }

// ImportPage is where a file of people is chosen.
type ImportPage struct {
	Page
	Form Form
}

// ImportRunPage is a file that was chosen, and how far it has come.
type ImportRunPage struct {
	Page
	ID      string
	Name    string
	State   string // checking, checked, importing, done or failed
	Stopped bool   // nobody works on it though somebody should
	Error   string // why it failed
	Added   int
	Changed int
	Same    int
	Wrong   int
	Rows    int // how many there are; 0 while that is not known
	Bad     []BadRow
	Unknown []string // heads of columns that are left out
	Op      string
}

// BadRow is a row that cannot be taken, and why.
type BadRow struct {
	Row  int
	Whys []string
}

// seen is how many rows this has come to.
func (p ImportRunPage) seen() int { return p.Added + p.Changed + p.Same + p.Wrong }

// busy reports whether it is being worked on.
func (p ImportRunPage) busy() bool {
	return !p.Stopped && (p.State == "checking" || p.State == "importing")
}

// progress says how far it has come.
func (p ImportRunPage) progress() string {
	switch {
	case p.State == "checking":
		return Count(p.seen(), "row", "rows") + " looked at so far"
	case p.seen() == p.Rows:
		return Count(p.Rows, "row", "rows")
	default:
		return Number(p.seen()) + " of " + Count(p.Rows, "row", "rows")
	}
}

// title says what the state is.
func (p ImportRunPage) title() string {
	switch {
	case p.Stopped:
		return "It stopped after row " + Number(p.seen())
	case p.State == "checking":
		return "Looking at the file"
	case p.State == "checked" && p.Added+p.Changed == 0:
		return "There is nothing to import"
	case p.State == "checked":
		return "This would happen"
	case p.State == "importing":
		return "Importing"
	case p.State == "done":
		return "Imported"
	case p.seen() > 0:
		return "It ended after row " + Number(p.seen())
	}
	return "The file could not be read"
}
