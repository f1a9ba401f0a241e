namespace Groundwork.Server.Tests.Support;

/// <summary>What must be true of a project's rows whatever happened: counters are what counting gives, and no task is overbooked.</summary>
public static class Ledger
{
    public static async Task IsExact(TestServer server, string project)
    {
        var counters = (await server.All($"""
            SELECT name, CAST(sum(v) AS BIGINT) FROM (SELECT name, value AS v FROM counter WHERE project = {project}
            UNION ALL SELECT name, delta FROM counter_delta WHERE project = {project}) x GROUP BY name
            """, r => (Name: r.Text(0), Value: r.Long(1)))).Where(c => c.Value != 0).ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal);
        var counted = (await server.All($"SELECT 'state:' || state, count(*) FROM task WHERE project = {project} GROUP BY state", r => (Name: r.Text(0), Value: r.Long(1))))
            .ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal);
        counted["tasks"] = await server.Count($"SELECT count(*) FROM task WHERE project = {project}");
        counted["wanted"] = await server.Count($"SELECT CAST(sum(wants) AS BIGINT) FROM task WHERE project = {project}");
        counted["answers"] = await server.Count($"SELECT count(*) FROM annotation WHERE project = {project} AND author_kind NOT IN ('model', 'review') AND parent IS NULL");
        counted["counted"] = await server.Count($"SELECT count(*) FROM annotation a WHERE project = {project} AND counted = 1 AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id)");
        counted["skipped"] = await server.Count($"SELECT count(*) FROM assignment WHERE project = {project} AND state = 'skipped'");
        counted["issues:open"] = await server.Count($"SELECT count(*) FROM issue WHERE project = {project} AND state = 'open'");
        counted["withdrawn"] = await server.Count($"SELECT count(*) FROM task WHERE project = {project} AND withdrawn IS NOT NULL");
        counted["free"] = await server.Count($"SELECT count(*) FROM task WHERE project = {project} AND lane = '' AND state = 'available'");
        foreach (var (verdict, n) in await server.All($"SELECT verdict, count(*) FROM review WHERE project = {project} GROUP BY verdict", r => (r.Text(0), r.Long(1))))
            counted["reviews:" + verdict] = n;
        counters.OrderBy(c => c.Key, StringComparer.Ordinal).ShouldBe(counted.Where(c => c.Value != 0).OrderBy(c => c.Key, StringComparer.Ordinal));
        await BatchesCount(server, project);
        await ReservationsHold(server, project);
        await NoTaskIsOverbooked(server, project);
    }

    // Batches count the states of their own tasks.
    static async Task BatchesCount(TestServer server, string project)
    {
        var counters = await server.All($"""
            SELECT b.id || ' ' || n.name, CAST(sum(n.v) AS BIGINT) FROM batch b JOIN (SELECT project, name, value AS v FROM counter
            UNION ALL SELECT project, name, delta FROM counter_delta) n ON n.project = b.id WHERE b.project = {project} GROUP BY b.id, n.name
            """, r => (Name: r.Text(0), Value: r.Long(1)));
        var counted = await server.All($"""
            SELECT batch || ' state:' || state, count(*) FROM task WHERE project = {project} AND batch IS NOT NULL GROUP BY batch, state
            UNION ALL SELECT batch || ' withdrawn', count(*) FROM task WHERE project = {project} AND batch IS NOT NULL AND withdrawn IS NOT NULL GROUP BY batch
            UNION ALL SELECT lane || ' free', count(*) FROM task WHERE project = {project} AND lane <> '' AND state = 'available' GROUP BY lane
            """, r => (Name: r.Text(0), Value: r.Long(1)));
        counters.Where(c => c.Value != 0).OrderBy(c => c.Name, StringComparer.Ordinal).ShouldBe(counted.OrderBy(c => c.Name, StringComparer.Ordinal));
    }

    // What is kept for people is in no lane, wants each of them, and is found by the index that serves them.
    static async Task ReservationsHold(TestServer server, string project)
    {
        (await server.Count($"""
            SELECT count(*) FROM task t WHERE t.project = {project}
            AND (t.lane IS NULL) <> EXISTS (SELECT 1 FROM reservation r WHERE r.task = t.id AND r.state <> 'done')
            """)).ShouldBe(0);
        (await server.Count($"""
            SELECT count(*) FROM task t WHERE t.project = {project} AND t.open < (SELECT count(*) FROM reservation r WHERE r.task = t.id AND r.state = 'waiting')
            """)).ShouldBe(0);
        (await server.Count($"""
            SELECT count(*) FROM reservation r JOIN task t ON t.id = r.task WHERE t.project = {project}
            AND (r.lane <> coalesce(t.batch, '') OR r.priority <> t.priority OR r.ordinal <> t.ordinal OR r.project <> t.project OR (r.state = 'waiting' AND t.state = 'cancelled'))
            """)).ShouldBe(0);
        (await server.Count($"""
            SELECT count(*) FROM reservation r LEFT JOIN assignment a ON a.task = r.task AND a.member = r.member AND a.state = 'leased' WHERE r.project = {project} AND (r.state = 'begun') <> (a.id IS NOT NULL)
            """)).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM task t WHERE t.project = {project} AND t.lane IS NOT NULL AND t.lane <> coalesce(t.batch, '')")).ShouldBe(0);
    }

    /// <summary>Open places are what is wanted less what is held, nobody holds a place twice, and no place is held by two.</summary>
    public static async Task NoTaskIsOverbooked(TestServer server, string project)
    {
        (await server.All($"""
            SELECT t.ordinal, t.wants, t.open, t.answers,
              (SELECT count(*) FROM assignment a WHERE a.task = t.id AND a.state = 'leased'),
              (SELECT count(*) FROM annotation n WHERE n.task = t.id AND n.counted = 1 AND NOT EXISTS (SELECT 1 FROM annotation c WHERE c.parent = n.id)),
              (SELECT count(DISTINCT n.author) FROM annotation n WHERE n.task = t.id AND n.counted = 1 AND NOT EXISTS (SELECT 1 FROM annotation c WHERE c.parent = n.id))
            FROM task t WHERE t.project = {project}
            """, r => (Ordinal: r.Long(0), Wants: r.Long(1), Open: r.Long(2), Answers: r.Long(3), Live: r.Long(4), Counted: r.Long(5), People: r.Long(6))))
            .Where(t => t.Open != t.Wants - t.Live - t.Counted || t.Open < 0 || t.Answers != t.Counted || t.People != t.Counted).ShouldBeEmpty();
        (await server.Count($"SELECT count(*) FROM (SELECT task, slot FROM assignment WHERE project = {project} AND slot IS NOT NULL GROUP BY task, slot HAVING count(*) > 1) x")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM (SELECT task, member FROM assignment WHERE project = {project} GROUP BY task, member HAVING count(*) > 1) x")).ShouldBe(0);
    }
}
