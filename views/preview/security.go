package preview

import (
	"stoa/views"
)

// securities returns the page of one's password, sessions and tokens in its states.
func securities(assets views.Assets) []Sample {
	at := func(text string) views.Moment { return views.Moment{Text: text, ISO: "2022-05-06T10:00:00.000Z"} }
	alone := func(change func(*views.SecurityPage)) views.SecurityPage {
		p := views.SecurityPage{Page: page(assets, "Security", views.NavProfile, &student), Password: views.Form{Op: "op-12"},
			Token: views.Form{Op: "op-13"}, Op: "op-14", Lives: []int{30, 90,
				365}, Sessions: []views.SessionRow{{ID: "a", Name: "Firefox on Linux",
				Current: true, From: "192.0.2.7", Since: at("Today, 12:58"), Seen: at("Today, 13:00"), Ends: at("Fri 13 May, 12:58")}}}
		change(&p)
		return p
	}
	many := func(p *views.SecurityPage) {
		p.Sessions = append(p.Sessions,
			views.SessionRow{ID: "b", Name: "Chrome on Android", From: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
				Since: at("Yesterday, 21:10"),
				Seen:  at("Today, 08:12"), Ends: at("Thu 12 May, 21:10")},
			views.SessionRow{ID: "c", Name: "python-requests", Script: true, From: "198.51.100.24", Since: at("Mon 2 May, 04:00"),
				Ends: at("Mon 9 May, 04:00")})
		p.Tokens = []views.SessionRow{
			{ID: "d", Name: "Nightly export of attendance to the registry", Script: true, Since: at("Mon 2 May, 09:00"),
				Seen: at("Today, 04:00"),
				Ends: at("Tue 2 May 2023, 09:00")},
			{ID: "e", Name: "phone", Script: true, Since: at("Today, 12:59"), Ends: at("Sun 5 June, 12:59")},
		}
	}
	calendar := views.CalendarPage{Page: page(assets, "Calendar", views.NavProfile, &student), Form: views.Form{Op: "op-15"}}
	made := calendar
	made.Since = at("Today, 13:00")
	made.Made = views.Once{Link: "https://stoa.example.org/calendar/1.JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW.ics"}
	return []Sample{
		sample("Calendar, no address", "/calendar/none", views.OwnCalendar, calendar),
		sample("Calendar, an address just made", "/calendar/made", views.OwnCalendar, made),
		sample("Security, one session", "/security/one", views.Security, alone(func(*views.SecurityPage) {})),
		sample("Security, sessions and tokens", "/security/many", views.Security, alone(many)),
		sample("Security, a token just made", "/security/made", views.Security, alone(func(p *views.SecurityPage) {
			many(p)
			p.Made = views.Once{For: "phone", Link: "1.JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW", Until: "Sun 5 June, 12:59"}
		})),
		sample("Security, refused", "/security/refused", views.Security, alone(func(p *views.SecurityPage) {
			many(p)
			p.Password.Error, p.Password.Errors = "Please check what is marked.",
				map[string]string{"old_password": "this is not your password"}
			p.Token.Values = map[string]string{"days": "90"}
			p.Token.Error, p.Token.Errors = "Please check what is marked.",
				map[string]string{"name": "1 to 100 characters, none of them a control character"}
			p.Refused = "This session does not exist, or has ended."
		})),
	}
}
