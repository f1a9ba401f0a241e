using Groundwork.Server.Tests.Support;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Commands;

public class BenchTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_server_is_measured_as_people_use_it(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var figures = (await ground.Run("bench", "serve", "--tasks", "2000", "--annotators", "3", "--seconds", "1", "--json")).Good().Json;
        foreach (var name in (string[])["importPerSecond", "importPeakRssMb", "cyclesPerSecond", "takeP50Ms", "takeP99Ms", "submitP50Ms", "submitP99Ms", "serverCpuMsPerCycle",
            "freezePerSecond", "exportPerSecond", "exportPeakRssMb", "rssMb", "cycles"])
            figures.GetProperty(name).GetDouble().ShouldBeGreaterThan(0, name);
        figures.GetProperty("errors").GetInt32().ShouldBe(0);
        figures.GetProperty("takeP99Ms").GetDouble().ShouldBeGreaterThanOrEqualTo(figures.GetProperty("takeP50Ms").GetDouble());
        // The folder that was measured is gone.
        Directory.GetDirectories(ground.Data, "bench-*").ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task Answers_that_were_brought_in_are_what_is_exported(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var figures = (await ground.Run("bench", "serve", "--tasks", "10", "--answers", "200", "--annotators", "1", "--seconds", "1", "--json")).Good().Json;
        figures.GetProperty("exportPerSecond").GetDouble().ShouldBeGreaterThan(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_acknowledged_survives_a_server_that_is_killed_again_and_again(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var rounds = int.Parse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS") ?? "20", System.Globalization.CultureInfo.InvariantCulture);
        var figures = (await ground.Run("bench", "crash", "--rounds", rounds.ToString(System.Globalization.CultureInfo.InvariantCulture), "--annotators", "4", "--json")).Good().Json;
        figures.GetProperty("rounds").GetInt32().ShouldBe(rounds);
        figures.GetProperty("acknowledged").GetInt32().ShouldBeGreaterThanOrEqualTo(rounds * 4);
        (figures.GetProperty("lost").GetInt32(), figures.GetProperty("doubled").GetInt32()).ShouldBe((0, 0));
        figures.GetProperty("readySeconds").GetDouble().ShouldBeInRange(0.01, 10);
    }

    [Theory, OnSqlite]
    public async Task Somebody_who_has_answered_much_is_given_all_that_came_back_behind_them(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var figures = (await ground.Run("bench", "veteran", "--answers", "500", "--json")).Good().Json;
        (figures.GetProperty("answered").GetInt32(), figures.GetProperty("returned").GetInt32()).ShouldBe((500, 1000));
        foreach (var name in (string[])["newcomerUs", "veteranUs", "returnedUs", "ratio"])
            figures.GetProperty(name).GetDouble().ShouldBeGreaterThan(0, name);
    }

    [Theory, OnSqlite]
    public async Task What_cannot_be_measured_is_refused_with_what_to_do(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var none = await ground.Run("bench", "serve", "--tasks", "0");
        (none.Code, none.Errors).ShouldSatisfyAllConditions(r => r.Code.ShouldNotBe(0), r => r.Errors.ShouldContain("at least 1"));
        var nowhere = await ground.Run("bench", "serve", "--url", "http://127.0.0.1:9", "--seconds", "1");
        (nowhere.Code, nowhere.Errors).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Errors.ShouldContain("can't be reached"));
    }
}
