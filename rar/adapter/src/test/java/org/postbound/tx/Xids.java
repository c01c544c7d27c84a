package org.postbound.tx;

import java.nio.charset.StandardCharsets;
import javax.transaction.xa.Xid;

/** Xids as a transaction manager makes them: of a class of its own, equal to nothing else. */
final class Xids {
    private Xids() {}

    static Xid of(int number) {
        return of(number, new byte[] {(byte) number, 0, -1});
    }

    static Xid of(int number, byte[] branchQualifier) {
        byte[] global = ("transaction " + number).getBytes(StandardCharsets.US_ASCII);
        return new Xid() {
            @Override
            public int getFormatId() {
                return 131_077;
            }

            @Override
            public byte[] getGlobalTransactionId() {
                return global;
            }

            @Override
            public byte[] getBranchQualifier() {
                return branchQualifier;
            }
        };
    }
}
