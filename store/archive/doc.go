// Package archive keeps what has ended: Parquet files, and the index in Redis that says which there are.
//
//	rows.go     the tables: events and messages, their columns, and what may be asked of their rows
//	parquet.go  writing a file: paths, order, whole or not at all
//	reader.go   opening a file, reading several in one order
//	scan.go     of a file only the pages and columns that must be read
//	seal.go     what tells that a byte of a file has changed
//	rewrite.go  several files made one, or one anew
//	export.go   rows as CSV, JSON and Parquet
//
// # The files
//
// A file of a table is {table}/date=YYYY-MM-DD/hour=HH/<uuid>.<iteration>.parquet: rows of one hour (UTC), sorted by time, then by
// meeting, order and number. It is never changed, only replaced as a whole. Any program that reads Parquet reads it; what is ours
// alone lies in the footer's texts: stoa.schema (the version of the columns), stoa.table, and stoa.seal.
package archive
