package org.postbound.flight;

import java.util.function.Supplier;

/** Records nothing. */
final class NoRecorder implements Flight {
    private static final Started<Object> NOTHING = new Started<>() {
        @Override
        public void done(Supplier<Object> what) {
            // Nobody wants to know.
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    };

    /** Of any kind, since it never asks for anything. */
    @SuppressWarnings("unchecked")
    static <T> Started<T> nothing() {
        return (Started<T>) NOTHING;
    }

    @Override
    public Started<Connect> connect() {
        return nothing();
    }

    @Override
    public Started<Send> send() {
        return nothing();
    }

    @Override
    public Started<Prepare> prepare() {
        return nothing();
    }

    @Override
    public Started<Commit> commit() {
        return nothing();
    }

    @Override
    public Started<Rollback> rollback() {
        return nothing();
    }

    @Override
    public Started<Deliver> deliver() {
        return nothing();
    }
}
