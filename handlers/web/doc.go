// Package web is what pages and API share of HTTP: the two answer the same questions in two languages.
//
//	asker.go    who asks
//	stream.go   the streams: what may be asked, and of whom it is checked
//	problem.go  what an error is to who asked: its status, its sentence, when to try again
package web
