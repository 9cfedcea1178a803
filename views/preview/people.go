package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

// profiles returns a person's own profile in its states.
func profiles(assets views.Assets) []Sample {
	return []Sample{
		sample("Profile", "/profile", views.Profile, profile(assets, &student, func(*views.ProfilePage) {})),
		sample("Profile, waiting to teach", "/profile/waiting", views.Profile, profile(assets, &student, func(p *views.ProfilePage) {
			p.Confirmed, p.Wish.Waiting, p.Notice = false, true, "Your wish to teach waits for an admin."
		})),
		sample("Profile, taken and wrong", "/profile/refused", views.Profile, profile(assets, &student, func(p *views.ProfilePage) {
			p.Form.Values["username"], p.Form.Values["born"] = "hamid", "yesterday"
			p.Form.Error = "Please check what is marked."
			p.Form.Errors = map[string]string{"username": "taken", "born": "a date such as 2001-12-31"}
		})),
		sample("Profile, of an admin", "/profile/admin", views.Profile, profile(assets, &admin, func(p *views.ProfilePage) {
			p.Wish, p.Email, p.Form.Values["email"] = views.Wish{}, "", ""
		})),
	}
}

func profile(assets views.Assets, me *views.Me, change func(*views.ProfilePage)) views.ProfilePage {
	p := views.ProfilePage{Page: page(assets, "Your profile", views.NavProfile, me), Email: "john@campus.example", Confirmed: true,
		Form: views.Form{Op: "op-7", Values: map[string]string{"name": me.Name, "username": me.Username, "email": "john@campus.example",
			"born": "2005-03-09", "gender": "male", "zone": me.Zone}},
		Zones: campus.Zones(), Wish: views.Wish{Shown: true}, WishForm: views.Form{Op: "op-8"}}
	change(&p)
	return p
}

// audiences returns whom a meeting lists, as its staff see it.
func audiences(assets views.Assets) []Sample {
	list := views.AudiencePage{Page: page(assets, "Invited people", views.NavMeetings, &teacher), Meeting: 2, Title: "DSA Course",
		Addresses: []views.Address{{Email: "hamidmeh9@hotmail.com", State: "invited"}, {Email: "haledmeh10@hotmail.com", State: "invited"},
			{Email: "konstantinos-alexandros.papadiamantopoulos@a-very-long-name-of-a-university.example", State: "unconfirmed"},
			{Email: "nobody@campus.example", State: "unknown"}}}
	banned := list
	banned.Banned = []views.Sanctioned{{ID: 14, Name: "Hamid Mehrabi", Since: at("13:04"), Op: "op-1"},
		{ID: 3, Name: "Θεοδώρα Κομνηνή-Παλαιολογίνα", Since: at("13:06"), Op: "op-2"},
		{ID: 6, Name: "Wolfeschlegelsteinhausenbergerdorff Sr.", Since: at("13:07"), Op: "op-3"}}
	open := list
	open.Public, open.Addresses = true, nil
	return []Sample{
		sample("Invited people", "/audience", views.Audience, list),
		sample("Invited people, and who is banned", "/audience/banned", views.Audience, banned),
		sample("Invited people, nobody", "/audience/empty", views.Audience, open),
	}
}
