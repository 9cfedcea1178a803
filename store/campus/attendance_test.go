package campus

import (
	"math/rand/v2"
	"testing"
	"time"
)

// second is the n-th of a lesson.
func second(n int) time.Time { return time.Date(2026, 3, 2, 9, 0, n, 0, time.UTC) }

func TestAStayIsTheUnionOfWhatSomebodyWasThere(t *testing.T) {
	t.Parallel()
	in := func(n int) Visit { return Visit{KindJoin, 7, second(n)} }
	out := func(n int) Visit { return Visit{KindLeave, 7, second(n)} }
	for name, test := range map[string]struct {
		visits []Visit
		want   Stay
	}{
		"once":                     {[]Visit{in(10), out(100)}, Stay{second(10), second(100), 90 * time.Second}},
		"twice":                    {[]Visit{in(10), out(100), in(200), out(210)}, Stay{second(10), second(210), 100 * time.Second}},
		"in still":                 {[]Visit{in(10), out(100), in(200)}, Stay{Joined: second(10), Spent: 890 * time.Second}},
		"come twice without going": {[]Visit{in(10), in(50), out(100)}, Stay{second(10), second(100), 90 * time.Second}},
		"gone twice":               {[]Visit{in(10), out(50), out(100)}, Stay{second(10), second(50), 40 * time.Second}},
		"gone before":              {[]Visit{out(5), in(10), out(20)}, Stay{second(10), second(20), 10 * time.Second}},
		"a clock that went back":   {[]Visit{in(10), out(5)}, Stay{Joined: second(10), Left: second(5)}},
		"never":                    {nil, Stay{}},
	} {
		if got := Stays(append(test.visits, Visit{KindJoin, 8, second(0)}), second(1000))[7]; got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestMinutesAreWholeOnes(t *testing.T) {
	t.Parallel()
	for spent, want := range map[time.Duration]int{0: 0, 59 * time.Second: 0, time.Minute: 1, 90 * time.Minute: 90,
		2*time.Minute - time.Millisecond: 1} {
		if got := (Stay{Spent: spent}).Minutes(); got != want {
			t.Errorf("%v are %d minutes, want %d", spent, got, want)
		}
	}
}

func TestWhoComesMoreThanFiveMinutesAfterTheBeginningIsLate(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]Attendance{-time.Hour: AttendPresent, 0: AttendPresent, 5 * time.Minute: AttendPresent,
		5*time.Minute + time.Millisecond: AttendLate} {
		if got := Attended(second(0), second(0).Add(after)); got != want {
			t.Errorf("%v after the beginning is %s, want %s", after, got, want)
		}
	}
}

// Whatever happens in whatever order, each second that somebody was in counts once.
func TestSpentIsEverySecondThatSomebodyWasInCountedOnce(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var visits []Visit
		inside, counted, first, last := [3]bool{}, [3]time.Duration{}, [3]int{-1, -1, -1}, [3]int{-1, -1, -1}
		for n := range 120 {
			for p := range inside {
				if random.IntN(9) > 0 {
					continue
				}
				joined := random.IntN(2) == 0
				kind := KindLeave
				if joined {
					kind = KindJoin
				}
				visits = append(visits, Visit{kind, int64(p), second(n)})
				if joined && first[p] < 0 {
					first[p] = n
				}
				if joined != inside[p] {
					inside[p], last[p] = joined, n
				}
			}
			for p := range inside {
				if inside[p] {
					counted[p] += time.Second
				}
			}
		}
		for p, got := range Stays(visits, second(120)) {
			want := Stay{Joined: second(first[p]), Spent: counted[p]}
			if !inside[p] {
				want.Left = second(last[p])
			}
			if got != want {
				t.Fatalf("of %v %d stayed %+v, want %+v", visits, p, got, want)
			}
		}
	}
}
