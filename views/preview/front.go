package preview

import "stoa/views"

// front returns the landing page, the sign-in page and home.
func front(assets views.Assets) []Sample {
	signIn := page(assets, "Sign in", "", nil)
	people := []views.DemoPerson{
		{Username: "john", Name: "John Papadatos", Role: "student", Password: "stoa-demo"},
		{Username: "hamid", Name: "Hamid Mehrabi", Role: "student", Password: "stoa-demo"},
		{Username: "haled", Name: "Haled Mehraban", Role: "student", Password: "stoa-demo"},
		{Username: "thales", Name: "Thales of Miletus", Role: "teacher", Password: "stoa-demo"},
		{Username: "hypatia", Name: "Hypatia", Role: "teacher", Password: "stoa-demo"},
		{Username: "admin", Name: "Κωνσταντίνα Παπαδοπούλου", Role: "admin", Password: "stoa-demo"},
	}
	landing := page(assets, "", "", nil)
	home := page(assets, "Home", views.NavHome, &student)
	home.Live = views.LivePath("me")
	home.After = "0-0"
	return []Sample{
		{"Landing", "/landing", views.Landing(views.LandingPage{Page: landing})},
		{"Sign in", "/sign-in", views.SignIn(views.SignInPage{Page: signIn})},
		{"Sign in, demo campus", "/sign-in/demo", views.SignIn(views.SignInPage{Page: signIn, People: people, Form: views.Form{Values: map[string]string{"next": "/meetings/1/4"}}})},
		{"Sign in, refused", "/sign-in/refused", views.SignIn(views.SignInPage{
			Page: signIn, People: people, Form: views.Form{Values: map[string]string{"login": "john", "next": "/"}, Error: "The login or the password is not right."},
		})},
		{"Home", "/home", views.Home(views.HomePage{
			Page: home, Active: []views.MeetingRow{bdms(), seminar()}, Coming: coming(), Courses: courses()[:2],
		})},
		{"Home, nothing yet", "/home/empty", views.Home(views.HomePage{Page: page(assets, "Home", views.NavHome, &teacher)})},
	}
}
