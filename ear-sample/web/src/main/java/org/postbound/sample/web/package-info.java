/** The sample's page: what the browser asks for, as JSON. */
package org.postbound.sample.web;
