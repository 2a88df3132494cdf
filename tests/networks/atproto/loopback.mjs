// Preloaded: whatever listens without saying where, listens on this machine alone.
import net from 'node:net'

const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (...words) {
  const [first, second] = words
  if (typeof first === 'object' && first?.port !== undefined) {
    words[0] = { host: '127.0.0.1', ...first }
  } else if (/^\d+$/.test(String(first)) && typeof second !== 'string') {
    words.splice(1, 0, '127.0.0.1')
  }
  return listen.apply(this, words)
}
