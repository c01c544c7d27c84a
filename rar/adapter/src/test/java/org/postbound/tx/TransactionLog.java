package org.postbound.tx;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import com.arjuna.ats.internal.arjuna.objectstore.ShadowNoFileLockStore;
import java.nio.file.Path;

/** Narayana's own log in files, on storage that can be made to fail. */
final class TransactionLog extends ShadowNoFileLockStore {
    private volatile Storage storage = Storage.SOUND;

    TransactionLog(Path directory) throws ObjectStoreException {
        super(inDirectory(directory));
    }

    /** Of stores that tests halt, not the machine: what was written is there without being forced. */
    private static ObjectStoreEnvironmentBean inDirectory(Path directory) {
        ObjectStoreEnvironmentBean environment = new ObjectStoreEnvironmentBean();
        environment.setObjectStoreDir(directory.toString());
        environment.setObjectStoreSync(false);
        return environment;
    }

    /** From now on it is on that storage. */
    void on(Storage other) {
        storage = other;
    }

    @Override
    public boolean write_committed(Uid uid, String type, OutputObjectState state) throws ObjectStoreException {
        change(() -> super.write_committed(uid, type, state));
        return true;
    }

    @Override
    public boolean remove_committed(Uid uid, String type) throws ObjectStoreException {
        change(() -> super.remove_committed(uid, type));
        return true;
    }

    private void change(Storage.Change change) throws ObjectStoreException {
        try {
            storage.make(change);
        } catch (ObjectStoreException e) {
            throw e;
        } catch (Exception e) {
            throw new ObjectStoreException(e);
        }
    }
}
