package rows

import (
	"strings"

	"stoa/store/campus"
	"stoa/views"
)

// chips shows what a line was given.
func chips(all []campus.Reacted) []views.Chip {
	shown := make([]views.Chip, 0, len(all))
	for _, r := range all {
		known, ok := campus.FindReaction(r.Name)
		if !ok {
			continue
		}
		ids := make([]int64, len(r.People))
		for i, one := range r.People {
			ids[i] = one.ID
		}
		shown = append(shown, views.Chip{Name: r.Name, Emoji: known.Emoji, Words: known.Words, Count: r.Count, Mine: r.Mine,
			People: IDs(ids), Who: whoReacted(r)})
	}
	return shown
}

// whoReacted names the first few, and says how many more there are. Each name is isolated, so that static/js/swap.js finds one that
// is another now.
func whoReacted(r campus.Reacted) string {
	named := r.People[:min(len(r.People), campus.NamedReacted)]
	names := make([]string, len(named))
	for i, one := range named {
		names[i] = "\u2068" + one.Name + "\u2069"
	}
	who := strings.Join(names, ", ")
	if more := r.Count - len(named); more > 0 {
		who += " and " + views.Number(more) + " more"
	}
	return who
}

// Picks shows what can be given to a line, of which the reader has given some.
func Picks(l campus.Line) []views.Pick {
	mine := map[string]bool{}
	for _, r := range l.Reactions {
		mine[r.Name] = r.Mine
	}
	return views.Picks(mine)
}
