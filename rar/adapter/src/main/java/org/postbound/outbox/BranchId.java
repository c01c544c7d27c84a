package org.postbound.outbox;

import java.util.Arrays;
import java.util.HexFormat;
import javax.transaction.xa.Xid;

/** The identifier of a transaction branch, preserved octet for octet (XA 4.2). */
public final class BranchId implements Xid {
    private final int formatId;
    private final byte[] globalTransactionId;
    private final byte[] branchQualifier;

    /**
     * Copies the parts.
     *
     * @param formatId the format, any but -1
     * @param globalTransactionId 1 to 64 octets
     * @param branchQualifier 0 to 64 octets
     * @throws IllegalArgumentException if they are not those of a branch
     */
    public BranchId(int formatId, byte[] globalTransactionId, byte[] branchQualifier) {
        if (formatId == -1
                || globalTransactionId.length == 0
                || globalTransactionId.length > MAXGTRIDSIZE
                || branchQualifier.length > MAXBQUALSIZE) {
            throw new IllegalArgumentException("not the identifier of a branch: format %d, %d and %d octets"
                    .formatted(formatId, globalTransactionId.length, branchQualifier.length));
        }
        this.formatId = formatId;
        this.globalTransactionId = globalTransactionId.clone();
        this.branchQualifier = branchQualifier.clone();
    }

    /**
     * Copies the identifier of a transaction manager.
     *
     * @param xid the identifier
     * @return one with the same octets
     */
    public static BranchId of(Xid xid) {
        return xid instanceof BranchId id
                ? id
                : new BranchId(xid.getFormatId(), xid.getGlobalTransactionId(), xid.getBranchQualifier());
    }

    @Override
    public int getFormatId() {
        return formatId;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return globalTransactionId.clone();
    }

    @Override
    public byte[] getBranchQualifier() {
        return branchQualifier.clone();
    }

    /** Returns whether both have the same octets; a transaction manager's own class never does. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BranchId that
                && formatId == that.formatId
                && Arrays.equals(globalTransactionId, that.globalTransactionId)
                && Arrays.equals(branchQualifier, that.branchQualifier);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * formatId + Arrays.hashCode(globalTransactionId)) + Arrays.hashCode(branchQualifier);
    }

    /** Returns format, global transaction and branch, the latter two in hexadecimal. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return formatId + ":" + hex.formatHex(globalTransactionId) + ":" + hex.formatHex(branchQualifier);
    }
}
