namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 4: answers, versions of questions, snapshots and events are never changed or deleted in place.</summary>
public class ImmutableTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task No_statement_of_this_program_changes_or_deletes_what_is_said_to_be_immutable(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        await project.Label(await server.Join("annotator"), "billing");
        await project.Freeze();
        await Poll.Until(async () => await server.Count($"SELECT count(*) FROM event") > 0);
        var attempts = new (string Area, Groundwork.Storage.Sql Sql)[]
        {
            ("Annotations", $"UPDATE annotation SET counted = 0"), ("Annotations", $"DELETE FROM annotation"),
            ("Projects", $"UPDATE ontology SET hash = 'x'"), ("Projects", $"DELETE FROM ontology"),
            ("Exchange", $"UPDATE snapshot SET name = 'x'"), ("Exchange", $"DELETE FROM snapshot"),
            ("Events", $"UPDATE audit_leaf SET actor = 'x'"), ("Events", $"DELETE FROM audit_leaf"),
            ("Events", $"UPDATE event SET root_hash = 'x'"), ("Events", $"DELETE FROM event"),
            ("Audit", $"UPDATE audit_key SET at = 0"), ("Audit", $"DELETE FROM audit_key"),
        };
        foreach (var (area, sql) in attempts)
            (await Should.ThrowAsync<Exception>(() => server.Change(area, sql))).Message.ShouldContain("is never changed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_snapshot_stays_byte_for_byte_what_it_was_while_work_goes_on(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await project.Label(ada, "billing");
        var frozen = await project.Freeze();
        var before = (await project.Download(frozen.Text("id"), "jsonl", "answers")).Body;
        await project.Label(bob, "technical");
        (await server.Owner.Put($"/api/projects/{project.Id}/ontology", new { ontology = Project.Ontology(Project.Choice("mood", ["good", "bad"])) })).Expect(200);
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = "Renamed", method = "dawid-skene" })).Expect(204);
        await Project.Import(server.Owner, project.Dataset, ["new"], first: 9);
        (await project.Download(frozen.Text("id"), "jsonl", "answers")).Body.ShouldBe(before);
        (await project.Freeze()).Text("hash").ShouldNotBe(frozen.Text("hash"));
    }
}
