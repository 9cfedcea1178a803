package rows

import "strings"

// Browsers name each other in what they say that they are, so the order matters: the first that is found is the one.
var (
	browsers = [][2]string{{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"},
		{"Safari/", "Safari"}}
	systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Macintosh", "macOS"}, {"Linux", "Linux"}}
)

// maxProgram is how much is shown of the name of a program that is no browser.
const maxProgram = 40

// Agent says in words what a browser or a program says that it is: "Firefox on Linux", "curl", "A program".
func Agent(agent string) string {
	browser, system := first(agent, browsers), first(agent, systems)
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case strings.HasPrefix(agent, "Mozilla/") && system != "":
		return "A browser on " + system
	}
	name, _, _ := strings.Cut(strings.TrimSpace(agent), "/")
	name, _, _ = strings.Cut(name, " ")
	if letters := []rune(name); len(letters) > maxProgram {
		name = string(letters[:maxProgram]) + "…"
	}
	if name == "" {
		return "A program"
	}
	return name
}

func first(text string, all [][2]string) string {
	for _, one := range all {
		if strings.Contains(text, one[0]) {
			return one[1]
		}
	}
	return ""
}
