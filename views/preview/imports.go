package preview

import "stoa/views"

// imports returns the pages on which files of people are taken in.
func imports(assets views.Assets) []Sample {
	run := func(name, path string, p views.ImportRunPage) Sample {
		p.Page, p.ID, p.Name, p.Op = page(assets, "Import people", "", &admin), "V7QK2M", "students 2026.csv", "op"
		return sample("Import, "+name, path, views.ImportRun, p)
	}
	bad := []views.BadRow{{Row: 3, Whys: []string{"lastName required"}},
		{Row: 17, Whys: []string{"born: a date such as 2001-12-31", "role: student, teacher or admin"}},
		{Row: 1204, Whys: []string{"email: stands in row 12 too"}}}
	choose := views.ImportPage{Page: page(assets, "Import people", "", &admin), Form: views.Form{Op: "op"}}
	refused := choose
	refused.Form.Error, refused.Form.Errors = marked, map[string]string{"file": "choose a file"}
	return []Sample{
		sample("Import", "/import", views.Import, choose),
		sample("Import, refused", "/import/refused", views.Import, refused),
		run("looking", "/import/checking", views.ImportRunPage{State: "checking", Added: 1402, Same: 13, Wrong: 2, Bad: bad[:2]}),
		run("looked at", "/import/checked", views.ImportRunPage{State: "checked", Added: 9800, Changed: 152, Same: 45, Wrong: 3,
			Rows: 10000, Bad: bad,
			Unknown: []string{"E-Mail", "Matrikelnummer"}}),
		run("under way", "/import/importing", views.ImportRunPage{State: "importing", Added: 3000, Changed: 120, Rows: 10000}),
		run("stopped", "/import/stopped", views.ImportRunPage{State: "importing", Stopped: true, Added: 3000, Changed: 120, Rows: 10000}),
		run("done", "/import/done", views.ImportRunPage{State: "done", Added: 9800, Changed: 152, Same: 45, Wrong: 3, Rows: 10000,
			Bad: bad}),
		run("unreadable", "/import/failed", views.ImportRunPage{State: "failed",
			Error: "The file has no column that is known: its first row must name them, such as username, name, email."}),
		run("ended half way", "/import/ended", views.ImportRunPage{State: "failed", Added: 400, Rows: 10000,
			Error: "This is for admins only."}),
	}
}
