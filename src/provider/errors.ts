import { Metadata, status as code, type ServiceError } from '@grpc/grpc-js'
import { MacTrouble, type Trouble } from '../command/errors.js'
import { anyProto, pb, status } from './proto.js'
import { toStruct } from './values.js'

const CODES: Readonly<Record<Trouble, number>> = {
  unreachable: code.UNAVAILABLE,
  identity: code.FAILED_PRECONDITION,
  auth: code.PERMISSION_DENIED,
  locked: code.FAILED_PRECONDITION,
  privilege: code.PERMISSION_DENIED,
  busy: code.ABORTED,
  precondition: code.FAILED_PRECONDITION,
  'remote-failed': code.FAILED_PRECONDITION,
  'unknown-outcome': code.UNAVAILABLE,
  integrity: code.FAILED_PRECONDITION,
  'not-converged': code.FAILED_PRECONDITION,
  invalid: code.INVALID_ARGUMENT,
  cancelled: code.CANCELLED,
}

/** A gRPC error that is complete as it is. */
export class GrpcFailure extends Error {
  readonly failure: Partial<ServiceError>

  constructor(failure: Partial<ServiceError>) {
    super(failure.details ?? '')
    this.failure = failure
  }
}

/** A gRPC error with a sentence. Never UNKNOWN: the engine reads that as a state that may be corrupt. */
export function grpcError(error: unknown): Partial<ServiceError> {
  if (error instanceof GrpcFailure) return error.failure
  if (error instanceof MacTrouble) return { code: CODES[error.trouble], details: error.message }
  const text = error instanceof Error ? error.message : String(error)
  return { code: code.FAILED_PRECONDITION, details: `a defect in macloom, please report it: ${text}` }
}

export interface InitFailure {
  readonly id: string
  readonly reasons: readonly string[]
  readonly outputs: object
  readonly inputs: object
}

/** ErrorResourceInitFailed: the resource exists, half done, and the next `up` must go on with it. */
export function initFailed({ id, reasons, outputs, inputs }: InitFailure): Partial<ServiceError> {
  const detail = new pb.ErrorResourceInitFailed()
  detail
    .setId(id)
    .setReasonsList([...reasons])
    .setRefreshBeforeUpdate(true)
  detail.setProperties(toStruct(outputs)).setInputs(toStruct(inputs))
  const any = new anyProto.Any()
  any.pack(detail.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed')
  const message = reasons.join('; ')
  const metadata = new Metadata()
  metadata.add('grpc-status-details-bin', Buffer.from(detailStatus(message, any).serializeBinary()))
  return { code: code.FAILED_PRECONDITION, details: message, metadata }
}

function detailStatus(message: string, any: InstanceType<typeof anyProto.Any>): InstanceType<typeof status.Status> {
  const whole = new status.Status()
  whole.setCode(code.FAILED_PRECONDITION)
  whole.setMessage(message)
  whole.addDetails(any)
  return whole
}
