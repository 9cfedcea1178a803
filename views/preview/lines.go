package preview

import (
	"slices"

	"stoa/store/campus"
	"stoa/views"
	"stoa/views/markdown"
)

// lines returns the pages of one line.
func lines(assets views.Assets) []Sample {
	all := conversation()
	line := func(n int, entries ...views.MenuEntry) views.LinePage {
		around := slices.Clone(all[n-2 : min(n+3, len(all))])
		around[2].Marked = true
		return views.LinePage{Page: page(assets, "A line of "+all[n].Author, views.NavMeetings, &student), Room: bdmsRoom, Line: all[n],
			Around: around, Entries: entries}
	}
	link := views.MenuEntry{Do: views.DoCopy, Icon: "link", Label: "Link to this message", Path: "/meetings/1/4?line=4#m-4"}
	report := views.MenuEntry{Icon: "warning", Label: "Report it", Path: "/meetings/1/4/messages/4/report"}
	block := views.MenuEntry{Icon: "lock", Label: "Block Hamid Mehrabi", Path: "/meetings/1/4/messages/4/report#block-title"}
	edit := views.EditLinePage{Page: page(assets, "Edit a message", views.NavMeetings, &student), Room: bdmsRoom, Line: all[7],
		Form: views.Form{Action: "/meetings/1/4/messages/8/edit", Op: "op-1", Values: map[string]string{"body": all[7].Body, "edits": "0"}}}
	meanwhile := edit
	meanwhile.Meanwhile, meanwhile.Form.Error = "Two entries. Is that right?", campus.ErrLineMeanwhile.Sentence
	return []Sample{
		sample("Edit a message", "/line/edit", views.EditLine, edit),
		sample("Change a line, changed meanwhile", "/line/meanwhile", views.EditLine, meanwhile),
		sample("Delete a line", "/line/delete", views.Ask, views.AskPage{Page: page(assets, "Delete this message?", views.NavMeetings, &student),
			Text: views.DeleteLineWords("", true), Yes: "Delete the message", Back: "/meetings/1/4?line=8#m-8",
			Form: views.Form{Action: "/meetings/1/4/messages/8/delete", Op: "op-1"}}),
		sample("A line and those around it", "/line/around", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.Earlier, p.Later = everyKind(), people()[:4], "/meetings/1/4?before=1", "/meetings/1/4?after=9"
			p.Meeting, p.Latest, p.Live, p.After = &past()[0], "/meetings/1/4", views.LivePath(), ""
		})),
		sample("Room, a line answered", "/room/answering", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.LeaveOp = everyKind(), people()[:4], "op-5"
			p.Composer, p.Reply = &views.Form{Action: "/meetings/1/4/messages", Op: "op-3"}, all[8].Quote
		})),
		sample("Room, with reactions and somebody called by name", "/room/reactions", views.Room, room(assets, func(p *views.RoomPage) {
			p.Lines, p.People, p.LeaveOp = reacted(), people()[:4], "op-5"
			p.Composer = &views.Form{Action: "/meetings/1/4/messages", Op: "op-3"}
		})),
		sample("A line of somebody", "/line", views.LineAlone, line(3, link, report, block)),
		sample("A line that was deleted", "/line/deleted", views.LineAlone, line(11, link)),
	}
}

// reacted is a conversation in which lines were given something, and people are called by name.
func reacted() []views.Line {
	lines := conversation()[:9]
	for i := range lines {
		lines[i].React = views.ReactionsPath("/meetings/1/4", lines[i].ID)
	}
	chip := func(name string, count int, ids, who string, mine bool) views.Chip {
		r, _ := campus.FindReaction(name)
		return views.Chip{Name: name, Emoji: r.Emoji, Words: r.Words, Count: count, People: ids, Who: who, Mine: mine}
	}
	lines[1].Chips = []views.Chip{chip("thumbs-up", 12, "1 4 14", "John Papadatos, Thales of Miletus, Hamid Mehrabi and 9 more", true),
		chip("party", 1, "4", "Thales of Miletus", false), chip("question", 120, "", "Many", false)}
	lines[3].Chips = []views.Chip{chip("heart", 1, "3", lines[5].Author, false)}
	for i, body := range map[int]string{2: "@**John Papadatos|1**, is that old enough?", 4: "Ask @**Hamid Mehrabi|14** and @**Nobody|99**."} {
		lines[i].Body, lines[i].Words = body, markdown.HTML(body)
	}
	return lines
}

// everyKind is a conversation with everything in it that a line can be.
func everyKind() []views.Line {
	lines := conversation()[:9]
	for i, body := range []string{
		"Today: *streams*, **groups** and `XACK`. See https://redis.io/docs/latest/develop/data-types/streams/ and [the book](https://example.org).",
		"What I tried:\n\n```\nXADD temperatures * place athens celsius 31 humidity 40 pressure 1013 wind 12 direction north-north-west\n" +
			"XRANGE temperatures - +\n```\n\n- it answers\n- but\n  1. twice\n  2. and late",
		"> It is the id.\n> All of it?\n\nThe first half.\n  indented as typed\n# no heading <b>no html</b>",
	} {
		lines[i].Body, lines[i].Words = body, markdown.HTML(body)
	}
	lines[4].Deleted, lines[4].ByStaff, lines[4].Words = true, true, ""
	lines[5].Quote = &views.Quote{ID: 5, AuthorID: 4, Author: lines[4].Author, Words: views.DeletedWords(true), Link: lines[4].Link}
	lines[6].Quote = &views.Quote{ID: 2, AuthorID: 1, Author: lines[1].Author, Words: markdown.Words(lines[1].Body, 120), Link: lines[1].Link}
	lines[7].Marked = true
	return lines
}
