// Package web is what pages and API share of HTTP: the two answer the same questions in two languages.
//
//	asker.go    who asks
//	courses.go  what is looked for in the catalogue; lines.go in what was said
//	audit.go    the audit as a file, and what a spreadsheet must not take for a formula; export.go everybody as a file,
//	            and rows of whatever table; attendance.go the rows of attendance,
//	            transcript.go a transcript, and markdown.go what people typed in it
//	outside.go  addresses as others reach them
//	params.go   what a route names, unescaped
//	stream.go   the streams: what may be asked
//	gate.go     of whom it is checked that they may have one, and may still: of many together
//	problem.go  what an error is to who asked: its status, its sentence, when to try again
package web
