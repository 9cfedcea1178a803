// Package ui draws the parts that Stoa's pages are put together from.
//
// Each part is one templ component over plain values; none of them knows a page, a URL or a right.
//
//	control.go    Control: what every part of a form has; control.templ its label, hint and error
//	field.templ   Field: an input of one line; textarea.templ of many
//	choose.templ  Select, Checkbox, Choices (radio buttons, or several boxes)
//	date.templ    DateTime: a day and a time of day; period.templ Period: a day, from when and to when
//	button.templ  Button, ButtonLink
//	summary.templ Summary and WrongFields (what was wrong), Notice (what was done)
//	card.templ    Card, Rows; table.templ Table; pager.templ Pager
//	dialog.templ  Dialog: a question before something is done
//	badge.templ   Badge: a state in a word
//	empty.templ   Empty: what a list is for and what to do first
//	avatar.templ  Avatar: initials on a person's colour
//	meter.templ   Meter and Endless: how much there is, as a row of columns; Steps: of a level
//	icon.templ    Icon and the wordmark's Mark, drawn for Stoa
package ui

import (
	"strconv"
	"strings"
	"unicode"
)

// Kind is what a part means; it chooses its colour, never its words.
type Kind string

// The kinds.
const (
	Plain   Kind = ""        // nothing special
	Primary Kind = "primary" // the one thing to do here
	Live    Kind = "live"    // happens now
	Done    Kind = "done"    // done, present, mine
	Wrong   Kind = "wrong"   // refused or failed
)

// buttonClass returns the classes of a button of a kind.
func buttonClass(kind Kind) string {
	base := "inline-flex min-h-tap items-center justify-center gap-2 rounded px-5 text-base font-semibold no-underline " +
		"transition-colors duration-150 disabled:cursor-not-allowed disabled:border " +
		"disabled:border-dashed disabled:border-edge disabled:bg-sunken disabled:text-soft "
	switch kind {
	case Primary:
		return base + "bg-accent text-on-accent hover:bg-accent-strong"
	case Wrong:
		return base + "border border-wrong bg-transparent text-wrong hover:bg-wrong-tint"
	default:
		return base + "border border-edge bg-paper text-ink hover:border-accent hover:text-accent"
	}
}

// badgeClass returns the classes of a badge of a kind.
func badgeClass(kind Kind) string {
	base := "inline-flex items-center gap-1.5 whitespace-nowrap rounded-sm px-2 py-0.5 text-xs font-semibold "
	switch kind {
	case Primary:
		return base + "bg-accent-tint text-accent"
	case Live:
		return base + "bg-live-tint text-live"
	case Done:
		return base + "bg-done-tint text-done"
	case Wrong:
		return base + "bg-wrong-tint text-wrong"
	default:
		return base + "bg-sunken text-soft"
	}
}

// initials returns the first letters of a name's first and last word, at most two.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return firstLetter(words[0])
	default:
		return firstLetter(words[0]) + firstLetter(words[len(words)-1])
	}
}

func firstLetter(word string) string {
	for _, r := range word {
		return string(unicode.ToUpper(r))
	}
	return ""
}

// avatarColours is how many pairs static/input.css has.
const avatarColours = 6

// avatarClass returns the class of a person's colour.
func avatarClass(id int64) string {
	return "avatar avatar-" + strconv.FormatInt((id%avatarColours+avatarColours)%avatarColours, 10)
}

// The columns that Meter draws: one a place while they fit, then each stands for several.
const (
	meterColumns = 24
	meterPitch   = 6 // from column to column, in pixels
	meterGap     = 2
)

// columns returns how many columns a Meter has and how many of them are filled. The picture never says none or all when the
// words don't: the first of them always fills a column, and the last column fills with the last of them.
func columns(n, of int) (all, filled int) {
	all = columnCount(of)
	filled = min(max(n, 0), of) * all / max(of, 1)
	if n > 0 && filled == 0 {
		filled = 1
	}
	return all, filled
}

// filledPath is the stroke under the filled columns, restPath the one under the others; "" for none.
func filledPath(n, of int) string {
	_, filled := columns(n, of)
	return stroke(0, filled)
}

func restPath(n, of int) string {
	all, filled := columns(n, of)
	return stroke(filled, all)
}

// stroke is a line from one column to before another, through the middle of the picture.
func stroke(from, to int) string {
	if from >= to {
		return ""
	}
	return "M" + strconv.Itoa(from*meterPitch) + " 6H" + strconv.Itoa(to*meterPitch-meterGap)
}

// columnCount returns how many columns stand for so many.
func columnCount(of int) int { return min(max(of, 1), meterColumns) }

// endlessColumns is how many columns are seen of what has no end, before it fades.
const endlessColumns = 16

// stepPath is the column of a level's step, counted from 0.
func stepPath(i int) string {
	return "M" + strconv.Itoa(i*6+2) + " 12V" + strconv.Itoa(8-i*4)
}

// meterWidth returns the width of a Meter in pixels.
func meterWidth(of int) string {
	return strconv.Itoa(columnCount(of)*meterPitch - meterGap)
}
