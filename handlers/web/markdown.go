package web

import (
	"regexp"
	"strings"
)

// What people typed stands in a Markdown file as they typed it, for whatever program reads that: none of it becomes a heading, a link, an
// image or HTML there. Code between fences stays code.

// lineEnds are the ends of lines as a program in JavaScript knows them too, which some readers of Markdown are.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// fence begins or ends a piece of code; begins has no backtick in what follows a fence of them.
var fence = regexp.MustCompile("^ {0,3}(```+|~~~+)([^`]*)$")

// quoted returns a text as a quote of Markdown.
func quoted(body string) string {
	var b strings.Builder
	lines := strings.Split(lineEnds.Replace(body), "\n")
	for i := 0; i < len(lines); i++ {
		if code, next := fenced(lines, i); next > i {
			wall := wallFor(code)
			b.WriteString("> " + wall + "\n")
			for _, line := range code {
				b.WriteString("> " + line + "\n")
			}
			b.WriteString("> " + wall + "\n")
			i = next - 1
			continue
		}
		line, rest := plainLine(lines[i]), ""
		if line != "" && i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != "" && !fence.MatchString(lines[i+1]) {
			rest = "  " // so that the line breaks here too; not every reader takes a backslash after another for a break
		}
		b.WriteString(strings.TrimRight("> "+line, " ") + rest + "\n")
	}
	return b.String()
}

// fenced returns the code that begins in a line, and the line after it; that line itself where none does.
func fenced(lines []string, at int) (code []string, next int) {
	begin := fence.FindStringSubmatch(lines[at])
	if begin == nil {
		return nil, at
	}
	for n := at + 1; n < len(lines); n++ {
		end := fence.FindStringSubmatch(lines[n])
		if end != nil && strings.HasPrefix(end[1], begin[1]) && strings.TrimSpace(end[2]) == "" {
			return lines[at+1 : n], n + 1
		}
	}
	return lines[at+1:], len(lines)
}

// wallFor returns a fence that nothing in the code ends.
func wallFor(code []string) string {
	wall := "```"
	for _, line := range code {
		for strings.Contains(line, wall) {
			wall += "`"
		}
	}
	return wall
}

// special are what means something wherever it stands. An address is none with its marks escaped, and neither is somebody's name.
var special = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "&", `\&`,
	"~", `\~`, "|", `\|`, "$", `\$`, "://", `\://`, "@", `\@`)

// host begins an address without a scheme, in whatever letters.
var host = regexp.MustCompile(`(?i)(www)\.`)

// beginning is what means something where a line begins. The standard has numbers of at most nine digits there, some readers longer ones.
var beginning = regexp.MustCompile(`^([#+=:\-]|\d+[.)])`)

// plainLine returns one line of words that every reader of Markdown shows as they are.
func plainLine(text string) string {
	text = strings.NewReplacer("\n", " ", "\r", " ", "\u2028", " ", "\u2029", " ", "\x00", "\uFFFD").Replace(text)
	words := strings.TrimLeft(text, " \t")
	indent := strings.Repeat("&nbsp;", len(text)-len(words)) // more of it would be code
	words = strings.TrimRight(words, " \t")
	if words == "" {
		return ""
	}
	mark := beginning.FindString(words)
	rest := host.ReplaceAllString(special.Replace(words[len(mark):]), `$1\.`)
	if mark != "" {
		mark = mark[:len(mark)-1] + `\` + mark[len(mark)-1:]
	}
	return indent + mark + rest
}
