-- The tables of db/h2/V1__state.sql, with this engine's type for bytes. Those of any length are hashes and ciphertexts, which no compression makes
-- smaller.

create table block_record (
    height bigint primary key,
    hash bytea not null,
    previous_hash bytea not null,
    block_time bigint not null,
    body bytea not null,
    root bytea not null,
    content_digest bytea not null,
    chain_digest bytea not null
);
alter table block_record alter column body set storage external;

create table note (
    id bigint primary key,
    commitment bytea not null,
    ephemeral_pubkey bytea not null,
    ciphertext bytea not null,
    state varchar(16) not null,
    height integer not null,
    first_seen bigint not null,
    digest bytea not null
);

create table candidate (
    id bigint primary key,
    block_hash bytea not null,
    height integer not null,
    previous_hash bytea not null,
    found_at bigint not null,
    worker varchar(256) not null,
    owner bytea not null,
    reward bigint not null,
    tag bigint not null,
    block bytea not null,
    ephemeral_pubkey bytea not null,
    ciphertext bytea not null,
    commitment bytea not null,
    state varchar(16) not null,
    reject_word varchar(256) not null,
    queued boolean not null,
    digest bytea not null
);

create table delivery (
    id bigint primary key,
    commitment bytea not null,
    ephemeral_pubkey bytea not null,
    ciphertext bytea not null,
    attempts integer not null,
    next_attempt bigint not null,
    digest bytea not null
);

create table meta (
    name varchar(32) primary key,
    content varchar(255) not null,
    digest bytea not null
);
