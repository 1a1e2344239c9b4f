/** What the verifier's extension does while the application is built: it registers the bean and the native image feature. */
@NullMarked
package org.vanta.verifier.deployment;

import org.jspecify.annotations.NullMarked;
