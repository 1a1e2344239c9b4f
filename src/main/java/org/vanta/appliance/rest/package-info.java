/**
 * The HTTP interface for wallets, explorers, pools and dashboards: resources and their JSON, snake_case, 32-byte values as hex, amounts as
 * strings. Reads index and store, takes notes into the inbox, has proofs checked. Every error is a problem detail (RFC 9457) with a stable code.
 */
@NullMarked
package org.vanta.appliance.rest;

import org.jspecify.annotations.NullMarked;
