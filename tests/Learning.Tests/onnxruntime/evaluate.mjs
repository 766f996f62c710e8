// Evaluates an ONNX model on the CPU. Standard input: { inputs: { name: { dims, data } } }, all of them float32. Standard
// output: the outputs, and what the model says of its inputs and outputs. int64 are printed as numbers.
import { text } from 'node:stream/consumers'
import { InferenceSession, Tensor } from 'onnxruntime-node'

const session = await InferenceSession.create(process.argv[2], { logSeverityLevel: 2, intraOpNumThreads: 1, interOpNumThreads: 1 })
const request = JSON.parse(await text(process.stdin))
const feeds = Object.fromEntries(Object.entries(request.inputs).map(
  ([name, { dims, data }]) => [name, new Tensor('float32', Float32Array.from(data), dims)]))
const results = await session.run(feeds)
const outputs = Object.fromEntries(Object.entries(results).map(
  ([name, { type, dims, data }]) => [name, { type, dims, data: Array.from(data, Number) }]))
const describe = all => all.map(({ name, type, shape }) => ({ name, type, shape }))
process.stdout.write(JSON.stringify({ inputs: describe(session.inputMetadata), outputs: describe(session.outputMetadata), results: outputs }))
