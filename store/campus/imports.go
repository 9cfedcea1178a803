package campus

import "fmt"

// Limits of a file of people.
const (
	// MaxImportRows bounds a file: a larger campus takes several.
	MaxImportRows = 100_000
	// MaxImportBytes bounds what a file is sent as.
	MaxImportBytes = 64 << 20
)

// ImportRow is a person as a row of a file has them.
type ImportRow struct {
	N     int // from 1, the head of a CSV file not counted
	Given PersonChange
	// Wrong is why the row cannot be read, by field.
	Wrong map[string]string
}

// Imported is how a row fared.
type Imported string

// How a row fares.
const (
	RowAdded   Imported = "added"
	RowChanged Imported = "changed"
	RowSame    Imported = "same"
	RowError   Imported = "error"
)

// ImportedRow is what a row of a file came to.
type ImportedRow struct {
	Row      int               `json:"row"`
	Result   Imported          `json:"result"`
	Errors   map[string]string `json:"errors,omitempty"` // field to reason
	ID       int64             `json:"id,omitempty"`     // 0 for nobody, and for who would be added
	Username string            `json:"username,omitempty"`
}

// ImportTotals is how many rows fared how.
type ImportTotals struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Error   int `json:"error"`
}

// Count adds rows.
func (t *ImportTotals) Count(rows []ImportedRow) {
	for _, r := range rows {
		switch r.Result {
		case RowAdded:
			t.Added++
		case RowChanged:
			t.Changed++
		case RowSame:
			t.Same++
		default:
			t.Error++
		}
	}
}

// All returns how many rows there were.
func (t ImportTotals) All() int { return t.Added + t.Changed + t.Same + t.Error }

// Good returns how many rows do something or need nothing.
func (t ImportTotals) Good() int { return t.All() - t.Error }

// String says it in words.
func (t ImportTotals) String() string {
	return fmt.Sprintf("%d added, %d changed, %d same, %d wrong", t.Added, t.Changed, t.Same, t.Error)
}
