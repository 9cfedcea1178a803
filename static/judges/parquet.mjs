// Reads Parquet files with DuckDB, from npm, as any program would. For each it writes a line with its columns, then a line for each
// row, in the file's order: {"columns": {name: type}}, {"row": [values]}. Values are text or null, times are milliseconds since 1970.
//
//	node parquet.mjs file…
import { DuckDBInstance, DuckDBTimestampTZValue } from "@duckdb/node-api";

const text = (value) => {
  if (value === null) return null;
  if (!(value instanceof DuckDBTimestampTZValue)) return String(value);
  if (value.micros % 1000n !== 0n) throw new Error(`${value.micros} microseconds are no whole milliseconds`);
  return String(value.micros / 1000n);
};

const db = await (await DuckDBInstance.create(":memory:")).connect();
for (const file of process.argv.slice(2)) {
  // A folder named date=… would be taken for a column more.
  const read = await db.runAndReadAll("SELECT * FROM read_parquet($file, hive_partitioning = false)", { file });
  const types = read.columnTypes().map(String);
  const lines = [{ columns: Object.fromEntries(read.columnNames().map((name, i) => [name, types[i]])) }];
  for (const row of read.getRows()) lines.push({ row: row.map(text) });
  process.stdout.write(lines.map((line) => JSON.stringify(line) + "\n").join(""));
}
