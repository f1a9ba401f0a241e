namespace Groundwork.Server.Tests.Features.Admin;

public class HealthTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_server_that_runs_is_live_and_ready_for_anyone_who_asks(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Visitor().Get("/health/live")).Expect(200).Body.ShouldBe("live");
        (await server.Visitor().Get("/health/ready")).Expect(200).Body.ShouldBe("ready");
        (await server.Visitor().Get("/api/openapi.json")).Expect(200)["paths"].EnumerateObject().Count().ShouldBeGreaterThan(25);
    }
}
