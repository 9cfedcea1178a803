package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

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
	return []Sample{
		sample("Landing", "/landing", views.Landing, views.LandingPage{Page: landing}),
		sample("Sign in", "/sign-in", views.SignIn, views.SignInPage{Page: signIn,
			Form: views.Form{Values: map[string]string{"next": "/"}}}),
		sample("Sign in, demo campus", "/sign-in/demo", views.SignIn, views.SignInPage{Page: signIn, People: people,
			Form: views.Form{Values: map[string]string{"next": "/meetings/1/4"}}}),
		sample("Sign in, refused", "/sign-in/refused", views.SignIn, views.SignInPage{
			Page: signIn, People: people, Form: views.Form{Values: map[string]string{"login": "john", "next": "/"},
				Error: campus.ErrSignIn.Sentence},
		}),
	}
}
