import type { PlannedResource } from './plan.js'

/** Resources with each after all that it needs; what is in order already stays as it is. Throws on a circle: a defect. */
export function inOrder(resources: readonly PlannedResource[]): PlannedResource[] {
  const done: PlannedResource[] = []
  const names = new Set<string>()
  let left = resources.map((one) => withoutAbsent(one, resources))
  while (left.length > 0) {
    const before = done.length
    left = left.filter((one) => {
      if (!edgesOf(one).every((name) => names.has(name))) return true
      done.push(one)
      names.add(one.name)
      return false
    })
    if (done.length === before) throw new Error(`these wait for each other: ${left.map(({ name }) => name).join(', ')}`)
  }
  return done
}

/** Names of everything whose readiness a resource takes. */
function edgesOf(resource: PlannedResource): readonly string[] {
  return resource.kind === 'OsRelease' ? [...resource.needs, ...resource.after] : resource.needs
}

// Before the first `macloom lock` there are no files and no deployments that a rollout could look out for.
function withoutAbsent(one: PlannedResource, all: readonly PlannedResource[]): PlannedResource {
  if (one.kind !== 'OsRelease') return one
  const there = (name: string): boolean => all.some((other) => other.name === name)
  return { ...one, needs: one.needs.filter(there), after: one.after.filter(there) }
}
