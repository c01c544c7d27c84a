package org.postbound.it.matrix;

/**
 * Why a capability fails on a server, where that is the server's own fault and understood.
 *
 * @param symptom what the failure says; any other one is none of this
 * @param reason for the table
 */
record KnownFault(String symptom, String reason) {
    boolean explains(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(symptom);
    }
}
