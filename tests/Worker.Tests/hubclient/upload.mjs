// Uploads files to a dataset on a Hub, reads them back, and prints what the Hub says of them.
// usage: upload.mjs HUB TOKEN REPOSITORY PATH=LOCALFILE …
import { readFile } from 'node:fs/promises'
import { createRepo, uploadFiles, listFiles, pathsInfo, downloadFile, datasetInfo } from '@huggingface/hub'

const [hubUrl, accessToken, name, ...files] = process.argv.slice(2)
const common = { hubUrl, accessToken, repo: { type: 'dataset', name } }
await createRepo({ ...common, private: true })
const contents = await Promise.all(files.map(async pair => {
  const [path, local] = pair.split('=')
  return { path, content: new Blob([await readFile(local)]) }
}))
const { commit } = await uploadFiles({ ...common, files: contents, commitTitle: 'from the public client' })

const listed = []
for await (const entry of listFiles({ ...common, recursive: true })) listed.push(entry)
const infos = await pathsInfo({ ...common, paths: contents.map(file => file.path) })
const same = await Promise.all(contents.map(async file => {
  const blob = await downloadFile({ ...common, path: file.path })
  return Buffer.from(await blob.arrayBuffer()).equals(Buffer.from(await file.content.arrayBuffer()))
}))
const info = await datasetInfo({ ...common, name, additionalFields: ['sha'] })
process.stdout.write(JSON.stringify({
  commit: commit.oid, sha: info.sha, private: info.private, same,
  listed: listed.filter(entry => entry.type === 'file').map(entry => entry.path).sort(),
  lfs: infos.filter(entry => entry.lfs).map(entry => entry.path).sort(),
}))
