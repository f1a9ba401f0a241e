using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Features.Events;

/// <summary>One run leads until its term is over; the next run on the same data folder knows that it has ended.</summary>
public class LeaderTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Who_comes_after_the_leader_on_its_folder_leads_at_once_and_a_stranger_waits(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.AnotherLeads();
        var before = (await server.All($"SELECT token FROM leader WHERE name = 'main'", r => r.Long(0))).Single();

        (await Of(NodeName.Fresh()).Token(default)).ShouldBeNull();
        (await Of(new NodeName("next", "somebody else")).Token(default)).ShouldBeNull();
        var next = Of(new NodeName("next", "another"));
        (await next.Token(default)).ShouldBe(before + 1);
        (await next.Token(default)).ShouldBe(before + 1);
        (await Of(new NodeName("another")).Token(default)).ShouldBeNull("who was thought gone is fenced out");

        Leader Of(NodeName name) => new(server.Db, new ServerSettings { Data = server.Folder, Node = name });
    }
}
