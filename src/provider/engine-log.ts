import { credentials } from '@grpc/grpc-js'
import { engine, engineGrpc } from './proto.js'

/** Lines to the person who runs Pulumi. A plugin's own stdout and stderr are hidden by the engine. */
export interface EngineLog {
  /** Replaces the status text of the resource's row while work goes on. */
  progress(urn: string, line: string): void
  info(urn: string, line: string): void
  warning(urn: string, line: string): void
}

/**
 * Logs to the engine at `address`. A line that cannot be delivered is dropped: logging never fails a run. A lasting line
 * is sent once, to the first row that says it: Read, preview and update of one resource find the same things, and so do
 * all resources of a Mac that does not answer.
 */
export function engineLog(address: string): EngineLog {
  const client = new engineGrpc.EngineClient(address, credentials.createInsecure())
  const { INFO, WARNING } = engine.LogSeverity
  const said = new Set<string>()
  const send = (severity: typeof INFO | typeof WARNING, urn: string, message: string, ephemeral: boolean) => {
    const key = `${severity} ${message}`
    if (!ephemeral && said.has(key)) return
    if (!ephemeral) said.add(key)
    const request = new engine.LogRequest()
    request.setSeverity(severity).setUrn(urn).setMessage(message).setEphemeral(ephemeral)
    client.log(request, () => undefined)
  }
  return {
    progress: (urn, line) => send(INFO, urn, line, true),
    info: (urn, line) => send(INFO, urn, line, false),
    warning: (urn, line) => send(WARNING, urn, line, false),
  }
}

/** For callers without an engine (tests over gRPC): drops everything. */
export const noLog: EngineLog = { progress: () => undefined, info: () => undefined, warning: () => undefined }
