package preview

import (
	"stoa/store/campus"
	"stoa/views"
)

// secondFactors returns the pages of two-factor sign-in in their states.
func secondFactors(assets views.Assets) []Sample {
	code := views.CodePage{Page: page(assets, "Your code", "", nil), Form: views.Form{Values: map[string]string{"next": "/meetings/1/4"}}}
	wrong := code
	wrong.Form.Error = "Please check what is marked."
	wrong.Form.Errors = map[string]string{"code": campus.ErrCode.Sentence}
	recovery := views.RecoveryPage{Page: page(assets, "Recovery codes", views.NavProfile, &student), Codes: recoveryCodes()}
	recovery.Notice = "Two-factor sign-in is on."
	again := views.RecoveryPage{Page: page(assets, "Recovery codes", views.NavProfile, &student)}
	return []Sample{
		sample("Two-factor, off", "/two-factor/off", views.TwoFactor, secondFactor(assets, &student, func(*views.TwoFactorPage) {})),
		sample("Two-factor, required", "/two-factor/required", views.TwoFactor,
			secondFactor(assets, &teacher, func(p *views.TwoFactorPage) {
				p.Required = true
				p.Form.Error, p.Form.Errors = "Please check what is marked.", map[string]string{"proof": "this is not your password"}
			})),
		sample("Two-factor, to be confirmed", "/two-factor/setup", views.TwoFactor, secondFactor(assets, &student, setup)),
		sample("Two-factor, a wrong first code", "/two-factor/wrong", views.TwoFactor,
			secondFactor(assets, &admin, func(p *views.TwoFactorPage) {
				setup(p)
				p.Form.Error = "Please check what is marked."
				p.Form.Errors = map[string]string{"code": "this code is not right; is the clock of your device set?"}
			})),
		sample("Two-factor, on", "/two-factor/on", views.TwoFactor,
			secondFactor(assets, &student, func(p *views.TwoFactorPage) { p.On, p.Left = true, 9 })),
		sample("Two-factor, on, few codes and a refusal", "/two-factor/few", views.TwoFactor,
			secondFactor(assets, &admin, func(p *views.TwoFactorPage) {
				p.On, p.Left = true, 1
				p.Off.Error, p.Off.Errors = "Please check what is marked.", map[string]string{"proof": "this is not your password"}
			})),
		sample("Recovery codes", "/two-factor/codes", views.Recovery, recovery),
		sample("Recovery codes, shown before", "/two-factor/codes/again", views.Recovery, again),
		sample("Sign in, the code", "/sign-in/code", views.SignInCode, code),
		sample("Sign in, a wrong code", "/sign-in/code/wrong", views.SignInCode, wrong),
	}
}

func secondFactor(assets views.Assets, me *views.Me, change func(*views.TwoFactorPage)) views.TwoFactorPage {
	p := views.TwoFactorPage{Page: page(assets, "Two-factor sign-in", views.NavProfile, me), Password: true,
		Form: views.Form{Op: "op-9"}, Renew: views.Form{Op: "op-10"}, Off: views.Form{Op: "op-11"}}
	change(&p)
	return p
}

// setup puts a secret on the page. Its picture is the three marks of one alone: a real one is drawn where the page is made.
func setup(p *views.TwoFactorPage) {
	secret := "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	p.Setup = &views.Setup{Link: campus.CodeLink("Stoa", "john", secret), Text: campus.Grouped(secret, " "),
		QR: views.QR{Size: 21, Path: "M0 0h7v1h-7zM0 1h1v5h-1zM6 1h1v5h-1zM2 2h3v3h-3zM0 6h7v1h-7z" +
			"M14 0h7v1h-7zM14 1h1v5h-1zM20 1h1v5h-1zM16 2h3v3h-3zM14 6h7v1h-7zM0 14h7v1h-7zM0 15h1v5h-1zM6 15h1v5h-1zM2 16h3v3h-3zM0 " +
			"20h7v1h-7z"}}
}

func recoveryCodes() []string {
	return []string{"abcd-efgh-ijkl-mnop-qrst-uvwx", "bcde-fghi-jklm-nopq-rstu-vwxy", "cdef-ghij-klmn-opqr-stuv-wxyz",
		"defg-hijk-lmno-pqrs-tuvw-xyz2", "efgh-ijkl-mnop-qrst-uvwx-yz23", "fghi-jklm-nopq-rstu-vwxy-z234",
		"ghij-klmn-opqr-stuv-wxyz-2345", "hijk-lmno-pqrs-tuvw-xyz2-3456", "ijkl-mnop-qrst-uvwx-yz23-4567",
		"jklm-nopq-rstu-vwxy-z234-567a"}
}
