-- Whether a process of the server works on a statement of ours, or waits for one; no row: it is gone. For Serverless, where the
-- views of running sessions are refused; these follow a little later.
select case when max(case when queries.query_id is null then 0 else 1 end) = 1 then 'working' else 'waiting' end as state
from sys_session_history as sessions
left join sys_query_history as queries
  on queries.session_id = sessions.session_id
  and trim(queries.status) in ('planning', 'queued', 'running', 'returning')
where sessions.session_id = :'pid' and trim(sessions.status) = 'active'
group by sessions.session_id
