/** The SDK would write some of its warnings to the console, over the live tree, if it had no logger of ours. */
export const SILENT_LOGGER = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * Keeps the SDK from writing a warning about the version of Node when it is loaded: call it before the first import.
 * @param environment the one that the SDK itself reads: `process.env`, and no copy of it. One variable is set in it, the
 *   SDK's own switch.
 */
export function quietSdk(environment: Record<string, string | undefined>): void {
  environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}
