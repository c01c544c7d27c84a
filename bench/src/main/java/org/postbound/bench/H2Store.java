package org.postbound.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.h2.jdbcx.JdbcDataSource;

/** A table of H2 in files. Its commit alone forces nothing to the disk, so a checkpoint follows each. */
final class H2Store implements StorePeer {
    private static final String OPTIONS = ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_DELAY=-1";

    @Override
    public String name() {
        return "insert into H2";
    }

    @Override
    public String version() {
        return "H2 " + Versions.of("h2");
    }

    @Override
    public OpenStore open(Path directory, byte[] content) throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("mail").toAbsolutePath() + OPTIONS);
        source.setUser("sa");
        Open store = new Open(source, source.getConnection(), content);
        store.execute("create table mail (id bigint generated always as identity primary key, content varbinary)");
        return store;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Open(JdbcDataSource source, Connection own, byte[] content) implements OpenStore {
        void execute(String sql) throws SQLException {
            try (Statement statement = own.createStatement()) {
                statement.execute(sql);
            }
        }

        private static PreparedStatement insert(Connection connection) throws SQLException {
            return connection.prepareStatement("insert into mail (content) values (?)");
        }

        private void insert(PreparedStatement insert) throws SQLException {
            insert.setBytes(1, content);
            insert.executeUpdate();
        }

        @Override
        public Sender newSender() throws SQLException {
            Connection connection = source.getConnection();
            PreparedStatement insert = insert(connection);
            PreparedStatement checkpoint = SyncedXaResource.checkpoint(connection);
            return new Sender() {
                @Override
                public int send() throws SQLException {
                    insert(insert);
                    checkpoint.execute();
                    return 1;
                }

                @Override
                public void close() throws SQLException {
                    connection.close();
                }
            };
        }

        @Override
        public Participant newParticipant() throws SQLException {
            XAConnection xa = source.getXAConnection();
            Connection connection = xa.getConnection();
            PreparedStatement insert = insert(connection);
            Connection another = source.getConnection();
            XAResource resource = new SyncedXaResource(xa.getXAResource(), SyncedXaResource.checkpoint(another));
            return new Participant() {
                @Override
                public XAResource resource() {
                    return resource;
                }

                @Override
                public void work() throws SQLException {
                    insert(insert);
                }

                @Override
                public void close() throws SQLException {
                    xa.close();
                    another.close();
                }
            };
        }

        @Override
        public void empty() throws SQLException {
            execute("truncate table mail");
        }

        @Override
        public void close() throws SQLException {
            execute("shutdown immediately");
        }
    }
}
