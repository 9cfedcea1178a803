package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

// audit returns the audit's pages.
func audit(assets views.Assets) []Sample {
	full := audited(assets, views.AuditFilter{Failures: true})
	full.Rows, full.Next = deeds(), views.AuditPath(full.Filter, "1795282911245-0d")
	rare := audited(assets, views.AuditFilter{Whom: "hamid", Deed: string(campus.DeedRole)})
	rare.Next, rare.First = views.AuditPath(rare.Filter, "1795282911245-0d"), views.AuditPath(rare.Filter, "")
	refused := audited(assets, views.AuditFilter{Who: "hamit", From: "tomorrow"})
	refused.Errors = map[string]string{"who": "nobody has this username, address or number", "from": "a day such as 2026-12-31"}
	return []Sample{
		sample("Audit", "/admin/audit", views.Audit, full),
		sample("Audit, nothing so far", "/admin/audit/rare", views.Audit, rare),
		sample("Audit, nothing matches", "/admin/audit/nothing", views.Audit,
			audited(assets, views.AuditFilter{Who: "hamid", From: "2026-11-01", To: "2026-11-20"})),
		sample("Audit, filter refused", "/admin/audit/refused", views.Audit, refused),
	}
}

func audited(assets views.Assets, f views.AuditFilter) views.AuditPage {
	return views.AuditPage{Page: page(assets, "Audit", views.NavAudit, &admin), Filter: f}
}

func deeds() []views.AuditRow {
	row := func(clock string, deed campus.Deed, what string) views.AuditRow {
		return views.AuditRow{At: views.Moment{Text: "Today, " + clock, ISO: at(clock).ISO}, Name: views.DeedName(deed), Who: admin.Name,
			WhoID:  admin.ID,
			Detail: views.DeedDetail(deed, what), From: "192.0.2.17"}
	}
	about := func(r views.AuditRow, who views.Me) views.AuditRow {
		r.Whom, r.WhomID = who.Name, who.ID
		return r
	}
	refused := row("13:07", campus.DeedRefused, "POST /admin/system/retry")
	refused.Who, refused.WhoID, refused.From, refused.Failed = student.Name, student.ID, "2001:db8:85a3::8a2e:370:7334", true
	itself := about(row("09:00", campus.DeedCreated, "admin"), admin)
	itself.Who, itself.WhoID, itself.From = "Stoa itself", 0, ""
	return []views.AuditRow{
		row("13:20", campus.DeedAuditTaken, ""),
		refused,
		about(row("12:41", campus.DeedRole, "student teacher"), teacher),
		about(row("12:40", campus.DeedEdited, "born email external_id name zone"), student),
		about(row("12:38", campus.DeedStatus, "pending active"), views.Me{ID: 3, Name: "Θεοδώρα Κομνηνή-Παλαιολογίνα"}),
		itself,
	}
}
