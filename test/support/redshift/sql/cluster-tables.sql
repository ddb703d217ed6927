create table redshift.cluster (name text not null, isolation text not null);

-- The roles that the cluster may assume.
create table redshift.iam_roles (arn text not null, is_default boolean not null);

create table redshift.users (user_id integer primary key, name text not null unique, is_superuser boolean not null);

-- What CREATE TABLE said that PostgreSQL has no place for.
create table redshift.table_attributes (
  table_id oid primary key,
  diststyle text not null,
  sort_columns text[] not null,
  dist_column text,
  encodings jsonb not null default '{}',
  backup boolean not null default true
);

-- Keys are declared, shown and trusted, but never enforced.
create table redshift.declared_keys (table_id oid not null, kind text not null, columns text[] not null);

-- The sessions of the server, brought up to date just before a statement that asks for them.
create unlogged table redshift.sessions (
  pid integer primary key,
  user_id integer not null,
  user_name text not null,
  start_time timestamp not null,
  end_time timestamp,
  application_name text not null,
  remote_host text not null,
  remote_port text not null,
  query_id bigint,
  query text,
  query_start timestamp,
  query_end timestamp,
  transaction_id bigint
);
