package views

import "stoa/views/ui"

// ReportPage asks why a line or a person is reported.
type ReportPage struct {
	Page
	Line      *Line // nil for the person alone
	WhomID    int64
	WhomName  string
	WhomStaff bool   // whose lines nobody folds
	Blocked   bool   // by who reads this
	Back      string // the room
	BackTo    string // the meeting's title
	Form      Form   // reason, text
	BlockOp   string
}

// readers says who learns of a report. Admins find in the audit who reported whom, so one who is reported may learn it too.
func (p ReportPage) readers() string {
	if p.WhomStaff {
		return "The staff of this room read it, but " + p.WhomName + ". Admins can see in the audit who reported whom, but not the words."
	}
	return "The staff of this room read it. " + p.WhomName + " does not learn who reported it."
}

// controls returns the form's fields.
func (p ReportPage) controls() (reason, text ui.Control) {
	reason, text = p.Form.control("reason", "What is wrong?"), p.Form.control("text", "What should the staff know?")
	reason.Required, text.Hint = true, "You may leave this empty. At most 500 characters."
	if reason.Error != "" {
		reason.Error = "choose one of these" // the store names them as the API calls them
	}
	return reason, text
}

// ReportsPage is what was reported, newest first.
type ReportsPage struct {
	Page
	Rows  []ReportRow
	First string // URL of the first page; "" on it
	Next  string // URL of the next page; "" at the end
}

// ReportRow is one report.
type ReportRow struct {
	ID       string
	Title    string // of the meeting
	Link     string // to the line, or the room
	Person   bool   // the person was reported, and no line
	WhomID   int64
	Whom     string
	Reporter string
	Reason   string
	Text     string
	Body     string // of the line; "" when who wrote it was erased
	At       Moment
	ClosedBy string // "" while it is open
	Closed   Moment
	Op       string
}

// BlockedPage is whom one has blocked.
type BlockedPage struct {
	Page
	People []BlockedPerson
}

// BlockedPerson is somebody whom one has blocked.
type BlockedPerson struct {
	ID   int64
	Name string
	Op   string
}

func reasons() []ui.Option {
	var all []ui.Option
	for _, reason := range []string{"abuse", "spam", "harm", "other"} {
		all = append(all, ui.Option{Value: reason, Label: ReasonWords(reason)})
	}
	return all
}

// ReasonWords says why something was reported.
func ReasonWords(reason string) string {
	switch reason {
	case "abuse":
		return "It insults or threatens somebody"
	case "spam":
		return "It is advertising, or noise"
	case "harm":
		return "Somebody may come to harm"
	}
	return "Something else"
}

// BlockWords says what blocking does; of staff it does less.
func BlockWords(staff bool) string {
	if staff {
		return "Teachers and admins can be blocked too, but what they say in rooms stays in sight."
	}
	return "Lines of somebody whom you block are folded away until you open them, and they cannot write to you privately."
}

// FoldedWords stand for a line of somebody whom the reader has blocked; they open it.
const FoldedWords = "A line of somebody you blocked. Show"

// FoldedQuoteWords stand for such a line above one that answers it.
const FoldedQuoteWords = "A line of somebody you blocked."
