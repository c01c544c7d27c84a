/**
 * What the beans of the container turn into at the door: immutable records, validated once, when they are made. A value
 * that cannot work is told by an {@link org.postbound.SmtpConfigurationException} that names the property as descriptors
 * and consoles do. No {@code toString} shows a secret.
 */
package org.postbound.config;
