select case when max(case when trim(recents.status) = 'Running' then 1 else 0 end) = 1 then 'working' else 'waiting' end as state
from stv_sessions as sessions
left join stv_recents as recents on recents.pid = sessions.process
where sessions.process = :'pid'
group by sessions.process
