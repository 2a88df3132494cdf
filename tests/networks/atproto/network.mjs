// Bluesky's own servers for one test run. Argument: JSON with `packages` (the folder that holds
// node_modules), `appview` (whether the AppView is wanted) and `limits` (whether to count calls).
// Says where they answer in one line of JSON; ends when its input is closed or at SIGTERM.
import { once } from 'node:events'
import { createRequire } from 'node:module'
import net from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const wanted = JSON.parse(process.argv[2])
const require = createRequire(join(wanted.packages, 'package.json'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { TestNetwork, TestNetworkNoAppView } = await load('@atproto/dev-env')

const freePort = async () => {
  const taken = net.createServer().listen(0)
  await once(taken, 'listening')
  const { port } = taken.address()
  await new Promise((done) => taken.close(done))
  return port
}

// `hostname` is what an account's DID document names as its server.
const pds = { hostname: 'localhost', rateLimitsEnabled: wanted.limits }
let network
if (wanted.appview) {
  // Without an address of its own it would name pictures on a host that does not exist.
  const port = await freePort()
  network = await TestNetwork.create({ pds, bsky: { port, publicUrl: `http://localhost:${port}` } })
} else {
  network = await TestNetworkNoAppView.create({ pds })
}

let ending = false
const end = async () => {
  if (ending) return
  ending = true
  await Promise.race([network.close().catch(() => {}), new Promise((go) => setTimeout(go, 5000))])
  process.exit(0)
}
process.on('SIGTERM', end)
process.stdin.on('end', end).resume()

const { pds: { url }, plc, bsky } = network
process.stdout.write(`${JSON.stringify({ pds: url, plc: plc.url, appview: bsky?.url ?? null })}\n`)
