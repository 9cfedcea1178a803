package campus_test

import (
	"slices"
	"testing"

	"stoa/store/campus"
)

func TestRunsOfLinesAreReadInOrderEachLineOnce(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]campus.Run{
		"": nil, "5": {{5, 5}}, "5 6 7": {{5, 7}}, "3 5-60": {{3, 3}, {5, 60}}, " 9-12  5 10-14 ": {{5, 5}, {9, 14}},
		"4-6 7 2": {{2, 2}, {4, 7}}, "1-90 3": {{1, 90}}, "x 4-y -3 8": {{8, 8}},
	} {
		if got := campus.LineRuns(text); !slices.Equal(got, want) {
			t.Errorf("%q has the runs %v, want %v", text, got, want)
		}
	}
}

func TestHowManyLinesOfRunsComeInBetweenIsCountedWhateverOfThemIsOutside(t *testing.T) {
	t.Parallel()
	runs := campus.LineRuns("3 5-60 70")
	for between, want := range map[[2]int64]int64{{0, 100}: 58, {3, 100}: 57, {4, 4}: 0, {9, 12}: 3, {60, 69}: 0, {59, 70}: 2, {80, 70}: 0} {
		if got := campus.CountInRuns(runs, between[0], between[1]); got != want {
			t.Errorf("after %d, up to %d come %d, want %d", between[0], between[1], got, want)
		}
	}
	for line, want := range map[int64]bool{2: false, 3: true, 4: false, 5: true, 60: true, 61: false} {
		if campus.InRuns(line, runs) != want {
			t.Errorf("that line %d is in them is %t", line, !want)
		}
	}
	if got := campus.RunWords(runs); got != "3 5-60 70" {
		t.Errorf("they are written %q", got)
	}
}
