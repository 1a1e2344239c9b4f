/** The whole: configuration and the {@link org.vanta.appliance.Appliance} that starts and stops every part in a written order. */
@NullMarked
package org.vanta.appliance;

import org.jspecify.annotations.NullMarked;
