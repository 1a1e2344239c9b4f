-- No index but the primary keys: digests cover rows, and a rotten index would hide good rows in silence. What needs to be found by anything
-- else is found in memory.

-- One row per applied L1 block, appended and removed at the end only: sequential keys keep the file small.
create table block_record (
    height bigint primary key,
    hash binary(32) not null,
    previous_hash binary(32) not null,
    block_time bigint not null,
    body varbinary(1048576) not null,
    root binary(32) not null,
    content_digest binary(32) not null,
    chain_digest binary(32) not null
);

-- The inbox: envelopes for wallets. The id is the cursor of GET /notes.
create table note (
    id bigint primary key,
    commitment binary(32) not null,
    ephemeral_pubkey binary(32) not null,
    ciphertext varbinary(256) not null,
    state varchar(16) not null,
    height integer not null,
    first_seen bigint not null,
    digest binary(32) not null
);

-- Blocks found by our miners, written before they are submitted.
create table candidate (
    id bigint primary key,
    block_hash binary(32) not null,
    height integer not null,
    previous_hash binary(32) not null,
    found_at bigint not null,
    worker varchar(256) not null,
    owner binary(32) not null,
    reward bigint not null,
    tag bigint not null,
    block blob not null,
    ephemeral_pubkey binary(32) not null,
    ciphertext varbinary(256) not null,
    commitment binary(32) not null,
    state varchar(16) not null,
    reject_word varchar(256) not null,
    queued boolean not null,
    digest binary(32) not null
);

-- Notes of accepted blocks on their way to L2.
create table delivery (
    id bigint primary key,
    commitment binary(32) not null,
    ephemeral_pubkey binary(32) not null,
    ciphertext varbinary(256) not null,
    attempts integer not null,
    next_attempt bigint not null,
    digest binary(32) not null
);

-- Which network this database belongs to.
create table meta (
    name varchar(32) primary key,
    content varchar(255) not null,
    digest binary(32) not null
);
