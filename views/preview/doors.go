package preview

import "stoa/views"

// doors returns the pages by which people come in, and those on which admins let them.
func doors(assets views.Assets) []Sample {
	empty := func(values map[string]string) views.Form { return views.Form{Op: "op-1", Values: values} }
	typed := views.Form{Op: "op-1", Values: map[string]string{"username": "zeno", "name": "Zeno of Citium", "email": "zeno@stoa",
		"teach": "1"},
		Error: "Please check what is marked.", Errors: map[string]string{"email": "not an e-mail address",
			"password": "8 to 256 characters"}}
	taken := views.Form{Op: "op-1", Values: map[string]string{"username": "john", "name": "Zeno", "invitation": "1.x"},
		Error: "Somebody else has this username.", Errors: map[string]string{"username": "taken"}}
	guest := func(title string) views.Page { return page(assets, title, "", nil) }
	return []Sample{
		sample("Register, and be approved", "/register", views.Register,
			views.RegisterPage{Page: guest("Register"), Form: empty(nil), Teach: true, Approve: true}),
		sample("Register, and be inside", "/register/open", views.Register, views.RegisterPage{Page: guest("Register"), Form: empty(nil)}),
		sample("Register, and teach at once", "/register/teach", views.Register,
			views.RegisterPage{Page: guest("Register"), Form: empty(nil), Teach: true, AtOnce: true}),
		sample("Register, refused", "/register/refused", views.Register,
			views.RegisterPage{Page: guest("Register"), Form: typed, Teach: true, Approve: true}),
		sample("Register, invited", "/register/invited", views.Register, views.RegisterPage{Page: guest("You are invited"),
			Form: empty(map[string]string{"invitation": "1.x"}), Email: "zeno.of.citium@painted-porch.example", Role: "teacher"}),
		sample("Register, invited and refused", "/register/invited/refused", views.Register,
			views.RegisterPage{Page: guest("You are invited"), Form: taken,
				Email: "zeno.of.citium@painted-porch.example", Role: "admin"}),
		sample("Registered, waiting", "/register/waiting", views.Registered, views.RegisteredPage{Page: guest("Waiting for approval")}),
		sample("Set up", "/setup", views.SetUp, views.SetUpPage{Page: guest("Set up your campus"),
			Form: empty(map[string]string{"token": "0.x"})}),
		sample("Sign-in link", "/sign-in/link", views.Link, views.LinkPage{Page: guest("Sign in"),
			Form: empty(map[string]string{"token": "1.x"}),
			Name: "John Papadatos", Username: "john"}),
		sample("Sign-in link, first time", "/sign-in/link/new", views.Link,
			views.LinkPage{Page: guest("Sign in"), Name: "John Papadatos", Username: "john", New: true,
				Form: views.Form{Op: "op-1", Values: map[string]string{"token": "1.x"}, Error: "Please check what is marked.",
					Errors: map[string]string{"password": "8 to 256 characters"}}}),
		sample("Invitations", "/admin/invitations", views.Invitations, invitations(assets)),
		sample("Invitations, none yet", "/admin/invitations/none", views.Invitations,
			views.InvitationsPage{Page: page(assets, "Invitations", "", &admin),
				Form: empty(map[string]string{"role": "student"}), Op: "op-2"}),
		sample("Somebody's link", "/admin/people/link", views.PersonLink,
			views.PersonLinkPage{Page: page(assets, "Sign-in link", "", &admin),
				ID: 1, Form: views.Form{Action: views.PersonLinkPath(1), Op: "op-1"}, Name: "John Papadatos"}),
		sample("Somebody's link, made", "/admin/people/link/made", views.PersonLink,
			views.PersonLinkPage{Page: page(assets, "Sign-in link", "", &admin),
				ID: 1, Form: views.Form{Action: views.PersonLinkPath(1),
					Op: "op-1"}, Name: "John Papadatos", Made: views.Once{For: "John Papadatos",
					Link: "https://campus.example" +
						views.SignInLinkPath("1.bG9uZyBlbm91Z2ggdG8gYnJlYWsgYSBsaW5lIG9uIGEgcGhvbmU"), Until: "Sat 21 Nov, 13:05"}}),
		sample("Somebody's link, refused", "/admin/people/link/refused", views.PersonLink,
			views.PersonLinkPage{Page: page(assets, "Sign-in link", "", &admin),
				ID: 1, Form: views.Form{Action: views.PersonLinkPath(1), Op: "op-1",
					Error: "This person waits for approval. Let them in first."}, Name: "John Papadatos"}),
	}
}

// invitations returns a list with one in each state.
func invitations(assets views.Assets) views.InvitationsPage {
	p := views.InvitationsPage{Page: page(assets, "Invitations", "", &admin), Op: "op-2", Next: views.InvitationsPath(1),
		Form: views.Form{Op: "op-1", Values: map[string]string{"role": "student"}},
		Made: views.Once{For: "zeno@stoa.example", Link: "https://campus.example" +
			views.InvitationPath("4.bG9uZyBlbm91Z2ggdG8gYnJlYWsgYSBsaW5l"),
			Until: "Mon 23 Nov, 13:05"}}
	for i, state := range []string{"open", "accepted", "revoked", "expired"} {
		p.Rows = append(p.Rows, views.InvitationRow{ID: int64(4 - i), Email: []string{"zeno@stoa.example", "chrysippus@stoa.example",
			"somebody.with.a.very.long.address@a-rather-long-domain-name.example", "k@b.example"}[i],
			Role:  []string{"student", "teacher", "admin", "student"}[i],
			State: state, By: admin.Name, Created: at("13:05"), Expires: at("13:05")})
	}
	return p
}
