/**
 * The commands of the {@code vanta} program. Each is a picocli command; those that need the appliance start Quarkus, the others run alone
 * and at once. Exit codes: 0 done, 1 the answer is no, 2 can't (usage, configuration, environment).
 */
@NullMarked
package org.vanta.appliance.cli;

import org.jspecify.annotations.NullMarked;
