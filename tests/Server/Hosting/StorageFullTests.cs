namespace Groundwork.Server.Tests.Hosting;

/// <summary>A full disk: every write is refused with 507 and nothing half done, reads go on, and work goes on once there is space.</summary>
public class StorageFullTests
{
    [Theory, OnSqlite]
    public async Task A_full_disk_is_a_507_that_loses_nothing_and_work_goes_on_once_there_is_space(Engine engine)
    {
        await using var server = await TestServer.Start(engine, maxPages: 600);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var saved = 0L;
        Answer answer;
        for (var n = 0; (answer = await Save(ada, lease, saved)).Status == 200 && n < 100; n++)
            saved = answer.Number("saved");
        answer.Expect(507, "storage_full").Headers.ContainsKey("Retry-After").ShouldBeTrue();
        (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Save(ada, lease, saved)))).ShouldAllBe(a => a.Status == 507);
        (await server.Count($"SELECT count(*) FROM draft_change")).ShouldBe(saved);
        (await ada.Get($"/api/assignments/{lease}")).Expect(200).Number("draft.saved").ShouldBe(saved);
        await Ledger.NoTaskIsOverbooked(server, project.Id);
        await server.Change("Annotations", $"DELETE FROM draft_change WHERE n > 1");
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await server.Visitor().Get("/health/ready")).Expect(200);
        await Ledger.IsExact(server, project.Id);
    }

    static Task<Answer> Save(Client by, string lease, long from) => by.Post($"/api/assignments/{lease}/drafts",
        new { from, changes = new[] { new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = new string('x', 100_000) } } } } });
}
