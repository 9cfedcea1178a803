package views

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Each text of people has a direction of its own: from right to left its end is cut and not its beginning, and a mixed
// line keeps its order.
func TestWhatPeopleWroteHasItsOwnDirection(t *testing.T) {
	const name, words = "محمد عبد الرحمن", "نعم today"
	line := Line{ID: 1, AuthorID: 2, Author: name, Body: words}
	for at, part := range map[string]string{
		"a line": drawn(t, LineItem(line)), "somebody in the room": drawn(t, ParticipantItem(Participant{ID: 2, Name: name})),
		"who is signed in": drawn(t, person(Me{ID: 2, Name: name}, "")), "what is being written": drawn(t,
			ComposerForm(Form{Values: map[string]string{"body": words}})),
		"a course": drawn(t, CourseItem(CourseRow{ID: "a1", Summary: []Span{{Text: words}}})),
	} {
		page, err := html.Parse(strings.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for n := range page.Descendants() {
			if text := strings.TrimSpace(n.Data); n.Type != html.TextNode || text != name && text != words {
				continue
			}
			found++
			if !hasDirection(n.Parent) {
				t.Errorf("%s: %q has the direction of the page", at, n.Data)
			}
		}
		if found == 0 {
			t.Errorf("%s does not say it", at)
		}
	}
}

func hasDirection(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "dir" && a.Val == "auto" {
			return true
		}
	}
	return false
}

// The parser of HTML takes away the first line break of a textarea.
func TestAFormGivesBackEveryLineBreak(t *testing.T) {
	const body = "\n\nfirst"
	for at, part := range map[string]string{
		"the composer": drawn(t, ComposerForm(Form{Values: map[string]string{"body": body}})),
		"a line refused outside": drawn(t, RefusedLine(RefusedLinePage{Page: NewPage(Assets{}, nil, "x"),
			Form: Form{Values: map[string]string{"body": body}}})),
	} {
		page, err := html.Parse(strings.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		for n := range page.Descendants() {
			if n.Type == html.ElementNode && n.Data == "textarea" && (n.FirstChild == nil || n.FirstChild.Data != body) {
				t.Errorf("%s holds %q, want %q", at, n.FirstChild.Data, body)
			}
		}
	}
}
