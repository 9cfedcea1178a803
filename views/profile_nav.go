package views

// ProfileTab is one of the pages that a profile is made of.
type ProfileTab struct{ Key, Word, Path string }

// The pages of a profile, as profileFrame is told which of them it is around.
const (
	TabProfile   = "profile"
	TabSecurity  = "security"
	TabBlocked   = "blocked"
	TabCalendar  = "calendar"
	TabTwoFactor = "two-factor"
)

// profileTabs are the pages of everybody's profile, in their order.
func profileTabs() []ProfileTab {
	return []ProfileTab{
		{Key: TabProfile, Word: "Profile", Path: PathProfile},
		{Key: TabSecurity, Word: "Security", Path: PathSecurity},
		{Key: TabTwoFactor, Word: "Two-factor", Path: PathTwoFactor},
		{Key: TabCalendar, Word: "Calendar", Path: PathOwnCalendar},
		{Key: TabBlocked, Word: "Blocked", Path: PathBlocked},
	}
}
