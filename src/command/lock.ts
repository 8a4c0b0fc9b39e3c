/** Our own files on the Mac: a folder every user can write, emptied by macOS at a restart. */
export const TEMPORARY = '"$MACLOOM_ROOT"/private/tmp'

/** Where the lock of a Mac lies: a place that every login user reaches and that macOS empties at a restart. */
export const LOCK = '/private/tmp/macloom.lock'

/**
 * Shell functions about the holder of the lock: `held FILE` sets p (process id), s (when that started) and o (its
 * operation), all empty without one; `started PID` says when a process started, by which a dead holder is told from a
 * later process with its number.
 */
export const HOLDER: readonly string[] = [
  `started() { TZ=UTC0 ps -o lstart= -p "$1" 2>/dev/null; }`,
  `held() { p= s= o=; [ -f "$1" ] && { IFS= read -r p; IFS= read -r s; IFS= read -r o; } <"$1"; } 2>/dev/null`,
]
