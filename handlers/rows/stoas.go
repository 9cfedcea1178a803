package rows

import (
	"stoa/store"
	"stoa/views"
)

// Stoas shows which processes of Stoa there are.
func (c Clock) Stoas(all []store.Stoa) []views.StoaRow {
	rows := make([]views.StoaRow, len(all))
	for i, s := range all {
		rows[i] = views.StoaRow{Name: s.Name, Version: s.Version, Since: c.Short(s.Since), Streams: s.Streams}
	}
	return rows
}
