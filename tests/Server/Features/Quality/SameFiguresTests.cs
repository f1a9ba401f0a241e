using Groundwork.Core.Statistics;

namespace Groundwork.Server.Tests.Features.Quality;

/// <summary>The same answers give the same figures, to the last digit, in whatever order they came.</summary>
public class SameFiguresTests
{
    const int Tasks = 60;

    [Theory, OnSqlite, OnPostgres]
    public async Task Agreement_and_its_interval_do_not_depend_on_the_order_in_which_answers_came(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var random = new SeededRandom(7);
        string Row(int worker, int task) => $"w{worker},t{task},{(random.NextDouble() < 0.7 ? "yes" : "no")}";
        var first = Enumerable.Range(0, Tasks).Select(t => Row(0, t)).ToList();
        var others = Enumerable.Range(1, 3).SelectMany(w => Enumerable.Range(0, Tasks).Select(t => Row(w, t))).ToList();
        var forwards = await Figures(server, "forwards", [.. first, .. others]);
        var backwards = await Figures(server, "backwards", [.. first, .. Enumerable.Reverse(others)]);
        forwards.ShouldContain("krippendorff-alpha");
        backwards.ShouldBe(forwards);
    }

    static async Task<string> Figures(TestServer server, string name, IEnumerable<string> rows)
    {
        var file = "worker,task,label\n" + string.Join('\n', rows) + "\n";
        var project = (await server.Owner.Upload($"/api/imports/votes?name={name}&method=majority", file)).Expect(200).Text("projectId");
        // On PostgreSQL the report looks below the oldest running transaction, which may be somebody else's.
        var report = await Poll.Until(() => server.Owner.Get($"/api/projects/{project}/quality"), r => r.ItemsOf("annotators").Sum(a => a.GetProperty("answers").GetInt64()) == 4 * Tasks);
        return report["questions"].EnumerateArray().Single().GetProperty("agreement").GetRawText();
    }
}
