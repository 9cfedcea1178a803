package rows

import (
	"strconv"
	"strings"
	"time"
)

// zoneYears is how far from now a zone's names are looked up: nearly all times that a page shows are nearer.
const zoneYears = 2

// Names says what a zone is called at each of its offsets around now, in minutes east of UTC: "120=EET 180=EEST". The
// page's script has no names of its own that agree with those of the server.
func (z *Zones) Names(now time.Time, zone string) string {
	location := z.Load(zone)
	var all []string
	seen := map[int]bool{}
	for month := -12 * zoneYears; month <= 12*zoneYears; month++ {
		name, seconds := now.AddDate(0, month, 0).In(location).Zone()
		if minutes := seconds / 60; !seen[minutes] {
			seen[minutes] = true
			all = append(all, strconv.Itoa(minutes)+"="+name)
		}
	}
	return strings.Join(all, " ")
}
