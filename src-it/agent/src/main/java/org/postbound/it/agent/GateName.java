package org.postbound.it.agent;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands for the name of the gate that advice is for. */
@Retention(RetentionPolicy.RUNTIME)
@interface GateName {}
