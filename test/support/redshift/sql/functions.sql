-- Functions of Redshift that PostgreSQL lacks, or has with another meaning. Sessions look here before pg_catalog.
create function redshift.version() returns text language sql immutable as
$$ select 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.118984'::text $$;

create function redshift.getdate() returns timestamp language sql stable as
$$ select clock_timestamp()::timestamp(0) $$;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_DEFAULT_IAM_ROLE.html
create function redshift.default_iam_role() returns varchar language sql stable security definer as
$$ select coalesce((select arn from redshift.iam_roles where is_default), 'none')::varchar $$;

-- The start of the transaction, as the documentation says.
create function redshift.sysdate() returns timestamp language sql stable as
$$ select transaction_timestamp()::timestamp $$;

create function redshift.len(text) returns integer language sql immutable strict as
$$ select pg_catalog.length($1) $$;

create function redshift.sha2(text, integer) returns varchar language sql immutable strict as
$$ select encode(case $2 when 224 then sha224(convert_to($1, 'UTF8')) when 384 then sha384(convert_to($1, 'UTF8'))
  when 512 then sha512(convert_to($1, 'UTF8')) else sha256(convert_to($1, 'UTF8')) end, 'hex')::varchar $$;

-- The first n bytes, without half a character: what a cast to VARCHAR(n) keeps.
create function redshift.cut(value text, bytes integer) returns varchar language plpgsql immutable strict as $$
declare
  kept text := pg_catalog.left(value, bytes);
begin
  while octet_length(kept) > bytes loop
    kept := pg_catalog.left(kept, length(kept) - greatest(1, (octet_length(kept) - bytes) / 4));
  end loop;
  return kept;
end $$;

create function redshift.part_of(name text) returns text language sql immutable strict as $$
  select case lower(name)
    when 'y' then 'year' when 'yr' then 'year' when 'yrs' then 'year' when 'years' then 'year'
    when 'qtr' then 'quarter' when 'qtrs' then 'quarter' when 'quarters' then 'quarter'
    when 'mon' then 'month' when 'mons' then 'month' when 'months' then 'month'
    when 'w' then 'week' when 'weeks' then 'week'
    when 'd' then 'day' when 'days' then 'day'
    when 'dw' then 'dow' when 'weekday' then 'dow' when 'dayofweek' then 'dow'
    when 'doy' then 'doy' when 'dy' then 'doy' when 'yearday' then 'doy' when 'dayofyear' then 'doy'
    when 'h' then 'hour' when 'hr' then 'hour' when 'hrs' then 'hour' when 'hours' then 'hour'
    when 'm' then 'minute' when 'min' then 'minute' when 'mins' then 'minute' when 'minutes' then 'minute'
    when 's' then 'second' when 'sec' then 'second' when 'secs' then 'second' when 'seconds' then 'second'
    when 'ms' then 'millisecond' when 'msec' then 'millisecond' when 'msecs' then 'millisecond'
    when 'milliseconds' then 'millisecond'
    when 'us' then 'microsecond' when 'usec' then 'microsecond' when 'usecs' then 'microsecond'
    when 'microseconds' then 'microsecond'
    else lower(name) end
$$;

-- EXTRACT gives whole numbers; milliseconds are those behind the second only. None is strict: PostgreSQL then puts the
-- bodies in the place of the calls, where they take a hundredth of the time.
create function redshift.extract_part(part text, value timestamp) returns integer language sql immutable as $$
  select case redshift.part_of(part)
    when 'millisecond' then (floor(extract(millisecond from value))::integer % 1000)
    when 'microsecond' then (floor(extract(microsecond from value))::integer % 1000000)
    else floor(date_part(redshift.part_of(part), value))::integer end
$$;

create function redshift.extract_part(part text, value date) returns integer language sql immutable as
$$ select redshift.extract_part(part, value::timestamp) $$;

create function redshift.extract_part(part text, value timestamptz) returns double precision language sql immutable as
$$ select redshift.extract_part(part, value at time zone 'UTC')::double precision $$;

create function redshift.extract_part(part text, value interval) returns integer language sql immutable as
$$ select floor(date_part(redshift.part_of(part), value))::integer $$;

create function redshift.dateadd(part text, amount bigint, value timestamp) returns timestamp language sql immutable strict as $$
  select value + case redshift.part_of(part)
    when 'millisecond' then amount * interval '0.001 second'
    when 'microsecond' then amount * interval '0.000001 second'
    when 'quarter' then amount * interval '3 months'
    else amount * ('1 ' || redshift.part_of(part))::interval end
$$;

-- Boundaries that are crossed, not time that has gone by.
create function redshift.datediff(part text, earlier timestamp, later timestamp) returns bigint language sql immutable strict as $$
  select case redshift.part_of(part)
    when 'year' then (date_part('year', later) - date_part('year', earlier))::bigint
    when 'quarter' then ((date_part('year', later) - date_part('year', earlier)) * 4
      + date_part('quarter', later) - date_part('quarter', earlier))::bigint
    when 'month' then ((date_part('year', later) - date_part('year', earlier)) * 12
      + date_part('month', later) - date_part('month', earlier))::bigint
    when 'week' then floor((date_trunc('week', later)::date - date_trunc('week', earlier)::date) / 7)::bigint
    when 'day' then (later::date - earlier::date)::bigint
    when 'millisecond' then floor(extract(epoch from later) * 1000)::bigint - floor(extract(epoch from earlier) * 1000)::bigint
    when 'microsecond' then (extract(epoch from later) * 1000000)::bigint - (extract(epoch from earlier) * 1000000)::bigint
    else floor(extract(epoch from date_trunc(redshift.part_of(part), later) - date_trunc(redshift.part_of(part), earlier))
      / extract(epoch from ('1 ' || redshift.part_of(part))::interval))::bigint end
$$;

-- Settings, so that a rollback takes them back: "if the COPY transaction is rolled back, the COPY ID is not updated".
create function redshift.pg_last_copy_count() returns bigint language sql stable as
$$ select coalesce(nullif(current_setting('redshift.last_copy_count', true), ''), '0')::bigint $$;

create function redshift.pg_last_copy_id() returns integer language sql stable as
$$ select coalesce(nullif(current_setting('redshift.last_copy_id', true), ''), '-1')::integer $$;

create function redshift.pg_last_query_id() returns integer language sql stable as
$$ select coalesce(nullif(current_setting('redshift.last_query_id', true), ''), '-1')::integer $$;

create function redshift.current_database() returns name language sql stable as
$$ select name::name from redshift.cluster $$;

-- The server hears of it as well: a COPY does not run in PostgreSQL only.
create function redshift.pg_cancel_backend(integer) returns integer language sql security definer as
$$ select pg_notify('redshift_cancel', $1::text); select pg_catalog.pg_cancel_backend($1)::integer $$;

create function redshift.pg_terminate_backend(integer) returns integer language sql security definer as
$$ select pg_notify('redshift_terminate', $1::text); select pg_catalog.pg_terminate_backend($1)::integer $$;

create function redshift.padded(value text, length integer) returns text language sql immutable strict as
$$ select redshift.cut(value, length) $$;

create function redshift.dotted(value text) returns text language sql immutable strict as
$$ select regexp_replace(value, '[^\x01-\x7f]', '.', 'g') $$;

create function redshift.may_see(owner integer) returns boolean language sql stable as $$
  select exists (select from redshift.users where name = session_user::text and (is_superuser or user_id = owner))
$$;

create function redshift.count_rows(relation oid) returns bigint language plpgsql stable security definer as $$
declare
  counted bigint;
begin
  execute format('select count(*) from %s', relation::regclass) into counted;
  return counted;
end $$;
