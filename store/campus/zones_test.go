package campus

import (
	"slices"
	"testing"
)

func TestEveryZoneThatIsSuggestedIsOne(t *testing.T) {
	t.Parallel()
	all := Zones()
	for _, name := range all {
		if !validZone(name) {
			t.Errorf("%s is no zone", name)
		}
	}
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) || len(all) < 100 {
		t.Errorf("%d zones, out of order or some of them twice", len(all))
	}
}
