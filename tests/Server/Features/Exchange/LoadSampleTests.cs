namespace Groundwork.Server.Tests.Features.Exchange;

public class LoadSampleTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_sample_is_a_project_with_something_true_on_every_screen(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var loaded = (await server.Owner.Post("/api/sample", new { })).Expect(200);
        (loaded.Number("tasks"), loaded.Number("answers"), loaded.Number("annotators")).ShouldBe((48, 108, 6));
        var id = loaded.Text("projectId");
        await Ledger.IsExact(server, id);
        var quality = await server.Owner.Get($"/api/projects/{id}/quality");
        quality["questions"].EnumerateArray().Select(q => q.GetProperty("name").GetString()).ShouldBe(["intent", "urgency"]);
        quality["annotators"].EnumerateArray().ShouldAllBe(a => a.GetProperty("kind").GetString() == "simulated" && a.GetProperty("name").GetString()!.EndsWith("(simulated)", StringComparison.Ordinal));
        // The worst of the simulated is known to err most often: the agreement of the others says so.
        quality["annotators"].EnumerateArray().First().GetProperty("name").GetString().ShouldBe("Finn (simulated)");
        (await server.Owner.Get($"/api/projects/{id}/disagreements")).Items.ShouldNotBeEmpty();
        // There is something left to label at once.
        (await server.Owner.Post($"/api/projects/{id}/take", new { })).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_is_loaded_once_and_by_managers_only(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await (await server.Join("annotator")).Post("/api/sample", new { })).Expect(403);
        (await server.Owner.Post("/api/sample", new { })).Expect(200);
        (await server.Owner.Post("/api/sample", new { })).Expect(409).Text("code").ShouldBe("sample_loaded");
    }
}
