/**
 * An L1 that lives in the process, for the demo and for tests: it keeps and validates a chain and speaks the JSON-RPC of Bitcoin Core over
 * loopback, with Core's own reject words and error codes. Scripts are not executed. Nothing else depends on it but the commands.
 */
@NullMarked
package org.vanta.appliance.devnet;

import org.jspecify.annotations.NullMarked;
