// Prints a Parquet file as JSON: its metadata, and each column's values. Integers of 64 bits and numbers that JSON
// does not have are printed as strings.
import { readFile } from 'node:fs/promises'
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const bytes = await readFile(process.argv[2])
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
const metadata = parquetMetadata(file)
const rows = await parquetReadObjects({ file, metadata, compressors, utf8: false })
const names = parquetSchema(metadata).children.map(child => child.element.name)
const columns = Object.fromEntries(names.map(name => [name, rows.map(row => row[name])]))

const groups = metadata.row_groups.map(group => ({
  rows: Number(group.num_rows),
  columns: group.columns.map(({ meta_data: chunk }) => ({
    path: chunk.path_in_schema.join('.'),
    type: chunk.type,
    codec: chunk.codec,
    encodings: chunk.encodings,
    min: chunk.statistics?.min_value ?? null,
    max: chunk.statistics?.max_value ?? null,
    nulls: chunk.statistics?.null_count ?? null,
  })),
}))
const properties = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]))

const replacer = (_, value) => {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return Object.is(value, -0) ? '-0' : String(value)
  if (ArrayBuffer.isView(value)) return Array.from(value)
  return value
}
process.stdout.write(JSON.stringify({
  rowCount: metadata.num_rows, createdBy: metadata.created_by, schema: metadata.schema, groups, properties, columns,
}, replacer))
