package preview

import "stoa/views"

// lines returns the pages of one line.
func lines(assets views.Assets) []Sample {
	all := conversation()
	line := func(n int, entries ...views.MenuEntry) views.LinePage {
		return views.LinePage{Page: page(assets, "A line of "+all[n].Author, views.NavMeetings, &student), Meeting: bdms(), Line: all[n],
			Around: all[n-2 : min(n+3, len(all))], Entries: entries}
	}
	link := views.MenuEntry{Do: views.DoCopy, Icon: "link", Label: "Link to this line", Path: "/meetings/1/4?line=4#m-4"}
	report := views.MenuEntry{Icon: "warning", Label: "Report it", Path: "/meetings/1/4/messages/4/report"}
	block := views.MenuEntry{Icon: "lock", Label: "Block Hamid Mehrabi", Path: "/meetings/1/4/messages/4/report#block-title"}
	return []Sample{
		sample("A line of somebody", "/line", views.LineAlone, line(3, link, report, block)),
		sample("A line that was deleted", "/line/deleted", views.LineAlone, line(11, link)),
	}
}
