using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 5: annotation, task state, counter differences, audit leaf and outbox row happen together; the leader folds and chains them.</summary>
public class OneTransactionTests
{
    static async Task<Project> Busy(TestServer server)
    {
        var project = await Project.Make(server, tasks: 12, redundancy: 3);
        var people = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => server.Join("annotator", $"Member {n}")));
        await Task.WhenAll(people.Select(async (by, n) =>
        {
            for (var i = 0; i < 7; i++)
                if (i == n)
                    (await by.Post($"/api/assignments/{await project.Lease(by)}/skip", new { reason = "other" })).Expect(204);
                else if (await project.Take(by) is { Status: 200 } taken)
                    (await Project.Submit(by, taken.Text("assignment.id"), Project.Document(n % 2 == 0 ? "billing" : "technical"))).Expect(201);
        }));
        return project;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Counters_are_exact_before_and_after_folding(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Busy(server);
        await Ledger.IsExact(server, project.Id);
        await Poll.Until(() => server.Count($"SELECT count(*) FROM counter_delta"), n => n == 0);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_audit_log_has_a_leaf_for_every_answer_and_is_one_tree_without_a_gap_that_anybody_can_compute(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Busy(server);
        await Project.Make(server, by: await server.Stranger());
        var leaves = await server.Count($"SELECT count(*) FROM audit_leaf");
        await Poll.Until(() => server.Count($"SELECT count(*) FROM event"), n => n == leaves);
        foreach (var workspace in await server.All($"SELECT id FROM workspace", r => r.Text(0)))
            await Verify(server, workspace);
        (await server.Count($"""
            SELECT count(*) FROM annotation a LEFT JOIN audit_leaf l ON l.subject = a.id AND l.action = 'annotation.submitted' AND l.actor = a.author
            AND l.after_hash = a.hash AND l.at = a.submitted AND l.tx = a.tx WHERE l.seq IS NULL
            """)).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM annotation WHERE project = {project.Id}")).ShouldBeGreaterThan(20);
    }

    // Written from the description, not with the product's code: each leaf is one object of JSON, each root is that of RFC 6962 over all leaves so far.
    static async Task Verify(TestServer server, string workspace)
    {
        var log = await server.All($"""
            SELECT e.position, e.leaf_hash, e.root_hash, l.actor, l.action, l.subject, l.before_hash, l.after_hash, l.at, l.tx, l.seq, l.project, l.via, l.source
            FROM event e JOIN audit_leaf l ON l.seq = e.leaf AND l.workspace = e.workspace WHERE e.workspace = {workspace} ORDER BY e.position
            """, r => (Position: r.Long(0), Leaf: r.Text(1), Chain: r.Text(2), Line: $$"""{"v":2,"workspace":"{{workspace}}","at":{{r.Long(8)}},"actor":"{{r.Text(3)}}","action":"{{r.Text(4)}}","subject":"{{r.Text(5)}}","project":{{Quoted(r.TextOrNull(11))}},"before":{{Quoted(r.TextOrNull(6))}},"after":{{Quoted(r.TextOrNull(7))}},"via":{{Quoted(r.TextOrNull(12))}},"source":{{Quoted(r.TextOrNull(13))}}}""",
                Order: (r.Long(9), r.Long(10))));
        log.Count.ShouldBe((int)await server.Count($"SELECT count(*) FROM audit_leaf WHERE workspace = {workspace}"));
        log.Select(e => e.Position).ShouldBe(Enumerable.Range(1, log.Count).Select(n => (long)n));
        log.Select(e => e.Order).ShouldBe(log.Select(e => e.Order).Order());
        var hashes = log.Select(e => SHA256.HashData([0, .. Encoding.UTF8.GetBytes(e.Line)])).ToArray();
        foreach (var (position, leaf, root, _, _) in log)
        {
            leaf.ShouldBe(Convert.ToHexStringLower(hashes[position - 1]), $"leaf {position}");
            root.ShouldBe(Convert.ToHexStringLower(Root(hashes.AsSpan(0, (int)position))), $"root {position}");
        }
    }

    static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";

    static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var half = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)leaves.Length) / 2;
        return SHA256.HashData([1, .. Root(leaves[..half]), .. Root(leaves[half..])]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_answer_has_its_outbox_row_reply_and_resolution_from_its_own_transaction(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Busy(server);
        (await server.Count($"""
            SELECT count(*) FROM annotation a LEFT JOIN outbox o ON o.subject = a.id AND o.kind = 'annotation.submitted' AND o.project = a.project AND o.tx = a.tx
            WHERE o.seq IS NULL AND a.project = {project.Id}
            """)).ShouldBe(0);
        var answers = await server.Count($"SELECT count(*) FROM annotation");
        (await server.Count($"SELECT count(*) FROM outbox WHERE kind = 'annotation.submitted'")).ShouldBe(answers);
        (await server.Count($"SELECT count(*) FROM reply")).ShouldBe(answers);
        (await server.Count($"SELECT count(*) FROM resolution r WHERE r.answers = (SELECT count(*) FROM annotation a WHERE a.task = r.task)"))
            .ShouldBe(await server.Count($"SELECT count(DISTINCT task) FROM annotation"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_submit_that_fails_half_way_leaves_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        async Task<string> State() => string.Join(';', await server.All($"""
            SELECT (SELECT count(*) FROM annotation), (SELECT count(*) FROM resolution), (SELECT count(*) FROM reply), (SELECT count(*) FROM outbox WHERE kind = 'annotation.submitted'),
              (SELECT count(*) FROM audit_leaf WHERE action = 'annotation.submitted'), (SELECT min(answers) FROM task), (SELECT sum(open) FROM task)
            """, r => string.Join(',', Enumerable.Range(0, 6).Select(r.Long))));
        var before = await State();
        await Should.ThrowAsync<InvalidOperationException>(() => server.Db.Write<bool>(workspace, async s =>
        {
            var found = (await Groundwork.Server.Features.Work.WorkCalls.Check(s, lease, ada.Member))!;
            await Groundwork.Server.Features.Work.WorkCalls.Finish(s, found);
            await Groundwork.Server.Features.Quality.QualityCalls.Observe(s, project.Id, found.Task);
            await Groundwork.Server.Features.Events.EventCalls.Raise(s, "annotation.submitted", project.Id, "x");
            throw new InvalidOperationException("half way");
        }));
        (await State()).ShouldBe(before);
        await Ledger.IsExact(server, project.Id);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
    }
}
