-- This transaction writes nothing.
set transaction read only
