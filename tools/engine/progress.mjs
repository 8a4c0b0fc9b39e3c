// @ts-check

const EVERY_MS = 15_000

/** @typedef {{fetched: () => void, compiled: () => void, expect: (packages: number) => void, end: () => void}} Watch */

/**
 * Says every 15 seconds how far a Go build is, counted in the lines that `go` prints about modules and packages.
 * @param {string} name @param {(line: string) => void} say @returns {Watch}
 */
export function watchBuild(name, say) {
  const started = Date.now()
  let [fetched, compiled, packages] = [0, 0, 0]
  const tick = () => {
    const what = packages > 0 ? `${compiled} of ${packages} packages compiled` : `${fetched} modules fetched`
    say(`  ${name}: ${what}, ${seconds(Date.now() - started)}`)
  }
  const timer = setInterval(tick, EVERY_MS)
  return {
    fetched: () => void fetched++,
    compiled: () => void compiled++,
    expect: (count) => void (packages = count),
    end: () => {
      clearInterval(timer)
      say(`  ${name}: ended after ${seconds(Date.now() - started)}`)
    },
  }
}

/** @param {number} ms @returns {string} */
export function seconds(ms) {
  const s = Math.round(ms / 1000)
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`
}
